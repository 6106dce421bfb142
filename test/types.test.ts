import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { optionTable } from '../src/config/option-table';
import { installedBeside } from './support/installed';

const root = join(__dirname, '..');
const typeErrors = (...args: readonly string[]): string => {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  return execFileSync(process.execPath, [tsc, '--singleThreaded', ...args], {
    cwd: root,
    encoding: 'utf8',
    stdio: 'pipe',
  });
};

/** Half of the work would be to check the compiler's own declarations of the DOM. */
const withoutDom = ['--lib', 'es2022'];

test.each([
  ['1.30', 'sdk-1'],
  ['2.x', 'sdk-2'],
  ['3.x', 'sdk-3'],
])('the exporter and both processors fit the types of SDK %s', (_version, app) => {
  expect(typeErrors('-p', join('test', 'apps', app))).toBe('');
});

test('the published declarations are free of errors themselves', () => {
  const flags = [
    '--noEmit',
    '--ignoreConfig',
    '--strict',
    '--module',
    'node16',
    '--target',
    'es2022',
    ...withoutDom,
    '--types',
    'node',
  ];
  const entries = ['index', 'register', 'instrumentation', 'inspector/index'].map((name) => `dist/${name}.d.ts`);
  expect(typeErrors(...flags, ...entries)).toBe('');
});

test('the published declarations document every option, in a form that every editor shows', () => {
  const declared = readFileSync(join(root, 'dist', 'config', 'options.d.ts'), 'utf8');
  const [, properties = ''] = /^export interface HoneyHiveExporterOptions \{\n(.*?)^}/ms.exec(declared) ?? [];
  const documented = [...properties.matchAll(/\*\/\n {4}readonly (\w+)\?: .* \| undefined;$/gm)].map(
    ([, name]) => name,
  );
  expect(documented).toEqual(Object.keys(optionTable));
});

/** Code of an app, as it is right and as it is wrong. */
const calls = `
import {
  HoneyHiveLogRecordProcessor, HoneyHiveSpanExporter, HoneyHiveSpanProcessor, toModelEvent, withHoneyHive,
  type HoneyHiveContext, type HoneyHiveExporterOptions,
} from 'opentelemetry-exporter-honeyhive';
import { ModelWireInstrumentation } from 'opentelemetry-exporter-honeyhive/instrumentation';
import { startReceiver } from 'opentelemetry-exporter-honeyhive/inspector';
import { flush } from 'opentelemetry-exporter-honeyhive/register';

declare const unset: undefined;
declare const processor: { onStart(): void; onEnd(): void; forceFlush(): Promise<void>; shutdown(): Promise<void> };
export const options: HoneyHiveExporterOptions = { apiKey: unset, project: unset, redact: (record) => record };
export const context: HoneyHiveContext = { sessionId: unset, metadata: { tier: 'gold' } };
export const spans = new HoneyHiveSpanProcessor(options);
export const answer: Promise<number> = withHoneyHive(context, async () => 7);
export const others = [
  new HoneyHiveSpanProcessor(new HoneyHiveSpanExporter()), new HoneyHiveLogRecordProcessor(spans.exporter),
  new HoneyHiveLogRecordProcessor(spans), new ModelWireInstrumentation({ captureContent: unset }), startReceiver(), flush(),
];

// @ts-expect-error a key alone
new HoneyHiveSpanProcessor('key');
// @ts-expect-error a key alone
new HoneyHiveSpanExporter('key');
// @ts-expect-error a processor of another backend
new HoneyHiveSpanProcessor(processor);
// @ts-expect-error a processor in place of options
new HoneyHiveSpanExporter(spans);
// @ts-expect-error no exporter
new HoneyHiveLogRecordProcessor();
// @ts-expect-error a processor of another backend
new HoneyHiveLogRecordProcessor(processor);
// @ts-expect-error another name
new HoneyHiveSpanProcessor({ endpoint: 'https://api.example' });
// @ts-expect-error a number in a text
new HoneyHiveSpanProcessor({ maxQueueBytes: '1024' });
// @ts-expect-error no function
withHoneyHive({ sessionId: 's' });
// @ts-expect-error the wrong order
withHoneyHive(() => 7, { sessionId: 's' });
// @ts-expect-error another name
withHoneyHive({ session_id: 's' }, () => 7);
// @ts-expect-error no span
toModelEvent(undefined);
// @ts-expect-error another name
new ModelWireInstrumentation({ captureMessageContent: true });
`;

describe('in an app, the types accept right calls and refuse wrong ones', () => {
  const older = createRequire(require.resolve('@microsoft/api-extractor/package.json')).resolve('typescript/bin/tsc');
  const newest = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  let app: string;
  beforeAll(() => {
    app = installedBeside('sdk-2', { 'package.json': '{}', 'calls.ts': calls });
  });
  afterAll(() => rmSync(app, { recursive: true, force: true }));

  test.each([
    ['node16', 'TypeScript 7', newest, ['--module', 'node16', ...withoutDom]],
    // With the DOM, as apps have it that are bundled.
    ['bundler', 'TypeScript 7', newest, ['--module', 'esnext', '--moduleResolution', 'bundler']],
    [
      'node10',
      'TypeScript 6',
      older,
      ['--module', 'commonjs', '--moduleResolution', 'node10', '--ignoreDeprecations', '6.0', ...withoutDom],
    ],
  ])('with the module resolution %s of %s', (_resolution, _version, tsc, flags) => {
    const strictest = [
      '--strict',
      '--exactOptionalPropertyTypes',
      '--noUncheckedIndexedAccess',
      '--skipLibCheck',
      'false',
    ];
    const typeRoots = ['--types', 'node', '--typeRoots', join(root, 'node_modules', '@types')];
    const args = [tsc, '--noEmit', '--target', 'es2022', ...flags, ...strictest, ...typeRoots, 'calls.ts'];
    const { stdout } = spawnSync(process.execPath, args, { cwd: app, encoding: 'utf8' });
    expect(stdout).toBe('');
  });
});
