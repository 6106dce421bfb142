import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Option } from '../src/config/option-parsers';
import { optionTable } from '../src/config/option-table';

const root = join(__dirname, '..');
// TypeScript 7 has no interface for programs yet; API Extractor brings an older one, which reads the same declarations.
const extractor = require.resolve('@microsoft/api-extractor/package.json');
const ts = createRequire(extractor)('typescript') as TypeScript;

/** What is used of it. */
interface TypeScript {
  readonly ModuleKind: { readonly Node16: number };
  readonly ModuleResolutionKind: { readonly Node16: number };
  readonly ScriptTarget: { readonly ES2022: number };
  readonly ScriptSnapshot: { fromString(text: string): object };
  readonly sys: { fileExists(path: string): boolean; readFile(path: string): string | undefined };
  getDefaultLibFilePath(options: object): string;
  createLanguageService(host: object): {
    getQuickInfoAtPosition(file: string, position: number): QuickInfo | undefined;
    getSemanticDiagnostics(file: string): readonly { readonly messageText: unknown }[];
  };
}
interface QuickInfo {
  readonly documentation?: readonly { readonly text: string }[];
  readonly tags?: readonly { readonly name: string; readonly text?: readonly { readonly text: string }[] }[];
}

const file = join(root, 'quick-info.ts');
const options = Object.entries<Option<unknown>>(optionTable);
const fields = {
  HoneyHiveContext: [
    ...['sessionId', 'sessionName', 'userId', 'userProperties', 'runId', 'datasetId', 'datapointId'],
    ...['feedback', 'metrics', 'metadata'],
  ],
  ModelWireInstrumentationConfig: ['enabled', 'captureContent', 'maxCapturedBytes'],
};
const property = (name: string): string => `  ${name}: undefined,`;
const source = `
import { HoneyHiveSpanProcessor, withHoneyHive } from './dist/index';
import { ModelWireInstrumentation } from './dist/instrumentation';
new HoneyHiveSpanProcessor({
${options.map(([name]) => property(name)).join('\n')}
});
withHoneyHive({
${fields.HoneyHiveContext.map(property).join('\n')}
}, () => {});
new ModelWireInstrumentation({
${fields.ModelWireInstrumentationConfig.map((name) => (name === 'enabled' ? '  enabled: true,' : property(name))).join('\n')}
});
`;

const compilerOptions = {
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: true,
  module: ts.ModuleKind.Node16,
  moduleResolution: ts.ModuleResolutionKind.Node16,
  target: ts.ScriptTarget.ES2022,
  types: ['node'],
};
const readFile = (path: string): string | undefined => (path === file ? source : ts.sys.readFile(path));
const service = ts.createLanguageService({
  getCompilationSettings: () => compilerOptions,
  getScriptFileNames: () => [file],
  getScriptVersion: () => '1',
  getScriptSnapshot: (path: string) => {
    const text = readFile(path);
    return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
  },
  getCurrentDirectory: () => root,
  getDefaultLibFileName: (settings: object) => ts.getDefaultLibFilePath(settings),
  fileExists: (path: string) => path === file || ts.sys.fileExists(path),
  readFile,
});

/** What an editor shows when the mouse is over the property in a call. */
function shown(call: string, name: string): { readonly text: string; readonly default: string | undefined } {
  const at = source.indexOf(`  ${name}:`, source.indexOf(call)) + 2;
  const info = service.getQuickInfoAtPosition(file, at);
  const joined = (parts: QuickInfo['documentation'] = []): string => parts.map(({ text }) => text).join('');
  const tag = info?.tags?.find((each) => each.name === 'default');
  return { text: joined(info?.documentation), default: tag && joined(tag.text) };
}

test('the call of every option has no error of types', () => {
  expect(service.getSemanticDiagnostics(file).map(({ messageText }) => messageText)).toEqual([]);
});

describe('an editor shows of an option what it means, its unit, its variable and its default', () => {
  test.each(options)('%s', (name, { env, fallback }) => {
    const { text, default: shownDefault } = shown('new HoneyHiveSpanProcessor', name);
    expect(text).toMatch(/^[A-Z`].{15,}\./s);
    if (name.endsWith('Ms')) expect(text).toMatch(/millisecond/);
    if (name.endsWith('Bytes')) expect(text).toMatch(/bytes/i);
    const variables = [...text.matchAll(/`((?:HH|OTEL_INSTRUMENTATION|OTEL_LOG)_\w+)`/g)].map(
      ([, variable]) => variable,
    );
    expect(variables).toEqual(env);
    expect(shownDefault).toMatch(/./);
    if (typeof fallback === 'number') expect(shownDefault).toContain(String(fallback));
  });
});

test.each(fields.HoneyHiveContext)('an editor shows of the field %s of withHoneyHive where it goes', (name) => {
  expect(shown('withHoneyHive({', name).text).toMatch(/^[A-Z].{15,}\./s);
});

test.each(fields.ModelWireInstrumentationConfig)(
  'an editor shows of the setting %s its meaning and default',
  (name) => {
    const { text, default: shownDefault } = shown('new ModelWireInstrumentation', name);
    expect(text).toMatch(/^[A-Z].{15,}\./s);
    expect(shownDefault).toMatch(/./);
  },
);
