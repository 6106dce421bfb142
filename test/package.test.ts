import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import manifest from '../package.json';
import { startReceiver } from '../src/inspector';
import { version } from '../src/version';
import { startOpenAi } from './support/providers/openai.cjs';

const root = join(__dirname, '..');
const api = '@opentelemetry/api';
let app: string;

/** The package as npm would publish it, in an app of its own with `@opentelemetry/api` beside it and nothing else. */
beforeAll(() => {
  app = mkdtempSync(join(tmpdir(), 'honeyhive-package-'));
  const packed = execFileSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', app], {
    cwd: root,
    encoding: 'utf8',
  });
  const modules = join(app, 'node_modules');
  mkdirSync(join(modules, 'opentelemetry-exporter-honeyhive'), { recursive: true });
  execFileSync(
    'tar',
    ['-xzf', packed.trim(), '-C', join(modules, 'opentelemetry-exporter-honeyhive'), '--strip-components=1'],
    { cwd: app },
  );
  cpSync(join(root, 'node_modules', api), join(modules, api), { recursive: true });
});

afterAll(() => rmSync(app, { recursive: true, force: true }));

const run = (file: string, source: string): string => {
  writeFileSync(join(app, file), source);
  return execFileSync(process.execPath, [join(app, file)], {
    cwd: app,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] },
  }).trim();
};

test('the source knows its own version', () => {
  expect(version).toBe(manifest.version);
});

const names =
  'HoneyHiveLogRecordProcessor HoneyHiveOptionsError HoneyHiveSpanExporter HoneyHiveSpanProcessor currentSession eventIdOf sendFeedback toModelEvent withHoneyHive';

test('require gives the public names and no others', () => {
  expect(run('app.cjs', `console.log(Object.keys(require('opentelemetry-exporter-honeyhive')).sort().join(' '))`)).toBe(
    names,
  );
});

test('import gives the same names, and the same classes as require', () => {
  const source = `
    import { createRequire } from 'node:module';
    import * as imported from 'opentelemetry-exporter-honeyhive';
    const required = createRequire(import.meta.url)('opentelemetry-exporter-honeyhive');
    const own = Object.keys(imported).filter((name) => name !== 'default' && name !== 'module.exports' && name !== '__esModule');
    console.log(own.sort().join(' '), imported.HoneyHiveSpanExporter === required.HoneyHiveSpanExporter);
  `;
  expect(run('app.mjs', source)).toBe(`${names} true`);
});

test.each([
  ['./register', `await import('opentelemetry-exporter-honeyhive/register'); console.log('ran on')`, 'ran on'],
  [
    './instrumentation',
    `const { ModelWireInstrumentation } = await import('opentelemetry-exporter-honeyhive/instrumentation'); console.log(new ModelWireInstrumentation().instrumentationName)`,
    'opentelemetry-exporter-honeyhive/wire',
  ],
  [
    './inspector',
    `const { startReceiver } = await import('opentelemetry-exporter-honeyhive/inspector'); console.log(typeof startReceiver)`,
    'function',
  ],
])('%s loads from the packed package', (_entry, source, printed) => {
  expect(run('entry.mjs', source)).toContain(printed);
});

const loaded = `console.log(Object.keys(require.cache).map((path) => /dist\\/(.*)\\.js$/.exec(path)?.[1]).filter(Boolean).sort().join(' '))`;

test.each([
  ['importing it', `require('opentelemetry-exporter-honeyhive')`, 'basics config exporter index shared telemetry'],
  [
    'making an exporter',
    `new (require('opentelemetry-exporter-honeyhive').HoneyHiveSpanExporter)({ apiKey: 'key' })`,
    'basics config delivery engine exporter index json/truncated-json mapping/dialects mapping/index mapping/messages shared telemetry',
  ],
  [
    'making one with a spool',
    `new (require('opentelemetry-exporter-honeyhive').HoneyHiveSpanExporter)({ apiKey: 'key', spoolDirectory: 'spool' }).shutdown()`,
    'basics config delivery engine exporter index json/truncated-json mapping/dialects mapping/index mapping/messages runtime/crc32 shared spool telemetry',
  ],
  [
    'the instrumentation',
    `require('opentelemetry-exporter-honeyhive/instrumentation')`,
    'basics instrumentation shared taps',
  ],
  [
    'register',
    `process.env.HH_API_KEY = 'key'; require('opentelemetry-exporter-honeyhive/register')`,
    'basics register taps zero-code/start',
  ],
])('%s loads what it needs and no more', (_what, source, files) => {
  expect(run('loads.cjs', `require('${api}'); ${source}; ${loaded}`)).toBe(files);
});

describe('an app that loads register and gives its calls a session', () => {
  const source = (...imports: readonly string[]): string => `
    ${imports.join('\n')}
    import { withHoneyHive } from 'opentelemetry-exporter-honeyhive';
    const body = JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'What is the capital of France?' }] });
    const ask = () => fetch(process.env.MODEL_URL + '/chat/completions', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    withHoneyHive({ sessionId: 'the session', userId: 'the user' }, ask).then((response) => response.text());
  `;
  const ownCopy = `import 'opentelemetry-exporter-honeyhive/register';`;

  test.each([
    ['from node_modules', source(), false, true],
    ['in one file, made by a bundler', source(ownCopy), true, false],
    ['in one file, beside another copy that was preloaded', source(ownCopy), true, true],
    ['in one file without it, beside the copy that was preloaded', source(), true, true],
  ])('%s: each call is one event of that session', async (_where, text, isBundled, isPreloaded) => {
    const [provider, receiver] = await Promise.all([startOpenAi(), startReceiver()]);
    try {
      writeFileSync(join(app, 'calls.mjs'), text);
      if (isBundled) {
        const options = { bundle: true, platform: 'node', format: 'cjs', logLevel: 'error' } as const;
        await build({ ...options, entryPoints: [join(app, 'calls.mjs')], outfile: join(app, 'bundled.cjs') });
      }
      const preload = isPreloaded ? ['--import', 'opentelemetry-exporter-honeyhive/register'] : [];
      const { stderr } = await promisify(execFile)(
        process.execPath,
        [...preload, join(app, isBundled ? 'bundled.cjs' : 'calls.mjs')],
        {
          cwd: app,
          env: { PATH: process.env['PATH'], MODEL_URL: provider.url, HH_API_KEY: 'key', HH_API_URL: receiver.url },
        },
      );
      expect(stderr).toMatch(/^honeyhive: hint: cost unknown: install @pydantic\/genai-prices, .*\n$/);
      expect(receiver.received).toHaveLength(1);
      expect(receiver.events[0]).toMatchObject({
        session_id: expect.any(String),
        user_properties: { user_id: 'the user' },
        response: { role: 'assistant' },
        metadata: { session_id: 'the session' },
      });
    } finally {
      await Promise.all([provider.close(), receiver.close()]);
    }
  });
});

test('no package is needed beside it', () => {
  expect(manifest).not.toHaveProperty('dependencies');
});

test('the command runs', () => {
  const command = join(app, 'node_modules', 'opentelemetry-exporter-honeyhive', 'dist', 'cli.js');
  expect(execFileSync(process.execPath, [command, '--help'], { encoding: 'utf8' })).toContain('honeyhive-otel inspect');
});

test('types are right for an app that requires and for one that imports', () => {
  const source = `
    import { HoneyHiveSpanExporter, HoneyHiveSpanProcessor, toModelEvent, type CreateModelEvent, type HoneyHiveExporterOptions } from 'opentelemetry-exporter-honeyhive';
    import { startReceiver } from 'opentelemetry-exporter-honeyhive/inspector';
    import { ModelWireInstrumentation } from 'opentelemetry-exporter-honeyhive/instrumentation';
    import 'opentelemetry-exporter-honeyhive/register';
    const options: HoneyHiveExporterOptions = { project: 'p' };
    export const processor = new HoneyHiveSpanProcessor(new HoneyHiveSpanExporter(options));
    export const event: CreateModelEvent | undefined = toModelEvent({} as Parameters<typeof toModelEvent>[0]);
    export const instrumentation = new ModelWireInstrumentation({ captureContent: false });
    export const receiver: ReturnType<typeof startReceiver> = startReceiver();
    // @ts-expect-error an option that does not exist
    export const wrong: HoneyHiveExporterOptions = { apikey: 'k' };
  `;
  for (const extension of ['mts', 'cts']) writeFileSync(join(app, `types.${extension}`), source);
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const flags = [
    '--noEmit',
    '--strict',
    '--exactOptionalPropertyTypes',
    '--module',
    'nodenext',
    '--target',
    'es2022',
    '--skipLibCheck',
    '--types',
    'node',
    '--typeRoots',
    join(root, 'node_modules', '@types'),
  ];
  const check = (): string =>
    execFileSync(process.execPath, [tsc, ...flags, 'types.mts', 'types.cts'], {
      cwd: app,
      encoding: 'utf8',
      stdio: 'pipe',
    });
  expect(check()).toBe('');
});
