import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Receiver, startReceiver } from '../../src/inspector';
import { version } from '../../src/version';
import { type OpenAiStandIn, startOpenAi } from '../support/providers/openai.cjs';
import { node, register } from './app-process';

const root = join(__dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'honeyhive-copies-'));
/** Where `index.js` and `register.js` of each version lie. */
const copies = { today: join(folder, 'today/package/dist'), next: join(folder, 'next/package/dist') };

let provider: OpenAiStandIn;
let receiver: Receiver;

beforeAll(async () => {
  provider = await startOpenAi();
  const tarball = execFileSync('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder], {
    cwd: packageFolder(),
    encoding: 'utf8',
  }).trim();
  for (const dist of Object.values(copies)) {
    const target = join(dist, '../..');
    mkdirSync(join(target, 'node_modules/@opentelemetry'), { recursive: true });
    symlinkSync(join(root, 'node_modules/@opentelemetry/api'), join(target, 'node_modules/@opentelemetry/api'));
    execFileSync('tar', ['-xzf', join(folder, tarball), '-C', target]);
  }
  makeNextVersion(join(copies.next, '..'));
});
afterAll(async () => {
  await provider.close();
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

/** The package with the build under test as its `dist`. */
function packageFolder(): string {
  const dist = dirname(register);
  if (dist === join(root, 'dist')) return root;
  const copy = join(folder, 'packed');
  mkdirSync(copy);
  for (const file of ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md'])
    cpSync(join(root, file), join(copy, file));
  cpSync(dist, join(copy, 'dist'), { recursive: true });
  return copy;
}

/** What is 0.1.0 becomes 0.2.0: another version that speaks the same protocol. */
function makeNextVersion(target: string): void {
  const files = readdirSync(target, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(js|json)$/.test(name));
  for (const file of files.map((name) => join(target, name))) {
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(version, '0.2.0'));
  }
}

const environment = (more: Readonly<Record<string, string>>) => ({
  MODEL_URL: provider.url,
  HH_API_KEY: 'key',
  HH_COST: 'false',
  HH_API_URL: receiver.url,
  HH_EXIT_TIMEOUT_MS: '120000', // an end is not what is tested: a busy machine has the time that it needs
  HH_PROJECT: 'named in the environment',
  ...more,
});

const pairs = [
  ['0.1 is registered and 0.2 imported', copies.today, copies.next],
  ['0.2 is registered and 0.1 imported', copies.next, copies.today],
] as const;

describe.each(pairs)('where %s', (_which, registered, imported) => {
  test.each([
    ['our processor', 'own', 'flush'],
    ['our processor', 'own', 'exit'],
    ['a stock processor', 'stock', 'shutdown'],
  ])('each call through %s is one event, sent as the app’s code says', async (_how, processor, end) => {
    const env = environment({ PACKAGE: imported, PROCESSOR: processor, END: end });
    const { stderr } = await node(['--require', join(registered, 'register.js'), 'sdk-2/own-exporter.cjs'], { env });
    expect(stderr).toBe('');
    expect(receiver.events.map(({ model }) => model).sort()).toEqual(['gpt-4o-2024-08-06', 'local-model']);
    for (const { project } of receiver.events) expect(project).toBe('named in code');
  });

  test('a session that the app names holds for the calls that are observed', async () => {
    const app = `
      const { withHoneyHive } = require(${JSON.stringify(join(imported, 'index.js'))});
      const { ask } = require('./ask.cjs');
      void withHoneyHive({ userId: 'ada' }, ask);`;
    const { stderr } = await node(['--require', join(registered, 'register.js'), '-e', app], { env: environment({}) });
    expect(stderr).toBe('');
    expect(receiver.events).toHaveLength(1);
    expect(receiver.events[0]?.user_properties).toEqual({ user_id: 'ada' });
  });

  test('the second `register` leaves the calls to the first', async () => {
    const preloads = [registered, imported].flatMap((dist) => ['--require', join(dist, 'register.js')]);
    const app = `require('./ask.cjs').ask()`;
    const { stderr } = await node([...preloads, '-e', app], { env: environment({}) });
    expect(stderr).toBe('');
    expect(receiver.events).toHaveLength(1);
  });

  test('the instrumentation of one and `register` of the other record a call once', async () => {
    const app = `
      const { ModelWireInstrumentation } = require(${JSON.stringify(join(imported, 'instrumentation.js'))});
      const { NodeTracerProvider } = require(${JSON.stringify(join(root, 'node_modules/@opentelemetry/sdk-trace-node'))});
      new NodeTracerProvider().register();
      new ModelWireInstrumentation();
      require('./ask.cjs').ask();`;
    const { stderr } = await node(['--require', join(registered, 'register.js'), '-e', app], { env: environment({}) });
    expect(stderr).toBe('');
    expect(receiver.events).toHaveLength(1);
  });
});
