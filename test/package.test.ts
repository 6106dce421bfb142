import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import manifest from '../package.json';
import { version } from '../src/version';

const root = join(__dirname, '..');
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
  for (const name of ['@opentelemetry/api', 'eventsource-parser']) {
    execFileSync('mkdir', ['-p', join(modules, name)]);
    execFileSync('cp', ['-r', `${join(root, 'node_modules', name)}/.`, join(modules, name)]);
  }
}, 60_000);

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
  'HoneyHiveLogRecordProcessor HoneyHiveOptionsError HoneyHiveSpanExporter HoneyHiveSpanProcessor toModelEvent withHoneyHive';

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
}, 60_000);
