import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import manifest from '../package.json';

interface Tarball {
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

interface Loaded {
  readonly bytes: number;
  readonly packages: readonly string[];
}

const root = join(__dirname, '..');
const api = '@opentelemetry/api';

/** The most bytes that each may have: what it had when the number was written, and a few percent more. */
const budget = {
  tarball: 590_000,
  unpacked: 1_900_000,
  /** The inspector's page, compressed as it is in the package. */
  page: 75_000,
  /** What `require` of an entry loads at once, of files in `dist`. What is needed later is loaded later. */
  entries: {
    '.': 81_000,
    './register': 76_000,
    './instrumentation': 77_000,
    './inspector': 55_500,
  } as Readonly<Record<string, number>>,
};

/** All files of the tarball but declarations. */
const files = [
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
  'dist/THIRD-PARTY-NOTICES.txt',
  'dist/basics.js',
  'dist/cli.js',
  'dist/config.js',
  'dist/config/config-file.js',
  'dist/config/misspelt.js',
  'dist/delivery.js',
  'dist/doctor/run-doctor.js',
  'dist/engine.js',
  'dist/engine/feedback-update.js',
  'dist/exchange.js',
  'dist/exchange/openai.js',
  'dist/exchange/others.js',
  'dist/exchange/sockets.js',
  'dist/exporter.js',
  'dist/index.js',
  'dist/inspector/index.js',
  'dist/inspector/page/index.html.br',
  'dist/inspector/page/page.css.br',
  'dist/inspector/page/page.js.br',
  'dist/instrumentation.js',
  'dist/json/json-condenser.js',
  'dist/json/truncated-json.js',
  'dist/mapping/dialects.js',
  'dist/mapping/index.js',
  'dist/mapping/messages.js',
  'dist/observability/debug-log.js',
  'dist/pipeline/condensed-call.js',
  'dist/pipeline/drafts/masking.js',
  'dist/providers/rate-worker.js',
  'dist/register.js',
  'dist/relay/index.js',
  'dist/runtime/crc32.js',
  'dist/session/inbound-occasion.js',
  'dist/session/invocation.js',
  'dist/session/process-ids.js',
  'dist/shared.js',
  'dist/spool.js',
  'dist/taps.js',
  'dist/telemetry.js',
  'dist/wire.js',
  'dist/zero-code/exit/lambda-handler.mjs',
  'dist/zero-code/exit/lambda.js',
  'dist/zero-code/exit/last-delivery.js',
  'dist/zero-code/child-calls.js',
  'dist/zero-code/children.js',
  'dist/zero-code/config-file.js',
  'dist/zero-code/exit/delivery-thread-worker.js',
  'dist/zero-code/held-work.js',
  'dist/zero-code/recording.js',
  'dist/zero-code/threads.js',
  'dist/zero-code/start.js',
  'package.json',
];

/** `undefined`, or a sentence about what is too large and what to do then. */
function excess(what: string, bytes: number, most: number | undefined): string | undefined {
  if (most === undefined) return `${what} has no budget yet: ${bytes} bytes. Give it one in test/size.test.ts.`;
  if (bytes <= most) return undefined;
  return (
    `${what} is ${bytes} bytes, ${bytes - most} over its budget. Find what made it grow, such as a dependency that is bundled or ` +
    'a module that is loaded too early. If that is worth its bytes, raise the number in test/size.test.ts and say why in the commit.'
  );
}

function pack(): Tarball {
  const options = { cwd: root, encoding: 'utf8' } as const;
  const [tarball] = JSON.parse(execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], options));
  return tarball;
}

/** Loads an entry in a process of its own, by the name that apps use. */
function load(entry: string): Loaded {
  const source = `
    require('${posix.join(manifest.name, entry)}');
    const { statSync } = require('node:fs');
    const loaded = Object.keys(require.cache);
    const own = loaded.filter((path) => !path.includes('node_modules'));
    const packages = loaded.flatMap((path) => /.*node_modules.((?:@[^/\\\\]+.)?[^/\\\\]+)/.exec(path)?.[1] ?? []);
    console.log(JSON.stringify({
      bytes: own.reduce((sum, path) => sum + statSync(path).size, 0),
      packages: [...new Set(packages)],
    }));`;
  const env = { PATH: process.env['PATH'], HH_API_KEY: 'key', HH_API_URL: 'http://127.0.0.1:9' };
  return JSON.parse(execFileSync(process.execPath, ['-e', source], { cwd: root, encoding: 'utf8', env }));
}

/** Makes a call in OpenAI's form, in a process of its own with `register`. @returns the files of `dist` that it has loaded */
function loadedByCall(): readonly string[] {
  const source = `
    require('${manifest.name}/register');
    const answer = { object: 'chat.completion', choices: [{ message: { role: 'assistant', content: 'fine' } }] };
    const server = require('node:http').createServer((request, response) => {
      request.resume().on('end', () => response.end(JSON.stringify(answer)));
    });
    server.listen(0, '127.0.0.1', async () => {
      const url = 'http://127.0.0.1:' + server.address().port + '/v1/chat/completions';
      const body = JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: 'go' }] });
      await (await fetch(url, { method: 'POST', body })).text();
      server.close().closeAllConnections();
    });
    const dist = require('node:path').resolve('dist') + '/';
    process.once('exit', () => {
      const loaded = Object.keys(require.cache).filter((path) => path.startsWith(dist));
      console.log(JSON.stringify(loaded.map((path) => path.slice(dist.length))));
    });`;
  const env = {
    PATH: process.env['PATH'],
    HH_API_KEY: 'key',
    HH_API_URL: 'http://127.0.0.1:9',
    HH_EXIT_TIMEOUT_MS: '0',
  };
  const stdio: 'pipe'[] = ['pipe', 'pipe', 'pipe']; // it says that its record could not be sent
  return JSON.parse(execFileSync(process.execPath, ['-e', source], { cwd: root, encoding: 'utf8', env, stdio }));
}

describe('the tarball', () => {
  let tarball: Tarball;
  beforeAll(() => {
    tarball = pack();
  });

  test('is within its budget, packed and unpacked', () => {
    expect(excess('The tarball', tarball.size, budget.tarball)).toBeUndefined();
    expect(excess('The unpacked package', tarball.unpackedSize, budget.unpacked)).toBeUndefined();
  });

  test('has the files that are listed here, declarations, and nothing else', () => {
    const paths = tarball.files.map(({ path }) => path).filter((path) => !path.endsWith('.d.ts'));
    expect(paths.sort()).toEqual([...files].sort());
  });
});

test("the inspector's page is within its budget, compressed", () => {
  const folder = join(root, 'dist/inspector/page');
  const bytes = readdirSync(folder).map((name) => statSync(join(folder, name)).size);
  const sum = bytes.reduce((one, other) => one + other, 0);
  expect(excess("The inspector's page", sum, budget.page)).toBeUndefined();
  expect(sum).toBeGreaterThan(0);
});

describe('an import', () => {
  const entries = Object.entries(manifest.exports).flatMap(([entry, target]) =>
    typeof target === 'string' ? [] : [entry],
  );

  test.each(entries)('of %s loads no more bytes than its budget, and no package but the OpenTelemetry API', (entry) => {
    const { bytes, packages } = load(entry);
    expect(excess(`What an import of ${entry} loads`, bytes, budget.entries[entry])).toBeUndefined();
    expect(bytes).toBeGreaterThan(0);
    expect(packages.filter((name) => name !== api)).toEqual([]);
  });
});

test('a call loads the readers of its API, and neither those of other APIs nor what condenses large calls', () => {
  const loaded = loadedByCall();
  expect(loaded).toEqual(expect.arrayContaining(['engine.js', 'exchange.js', 'exchange/openai.js']));
  expect(loaded).not.toContain('exchange/others.js');
  expect(loaded).not.toContain('json/json-condenser.js');
});
