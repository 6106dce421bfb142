import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { optionTable } from '../src/config/option-table';

const root = join(__dirname, '..');
const typeErrors = (...args: readonly string[]): string => {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  return execFileSync(process.execPath, [tsc, ...args], { cwd: root, encoding: 'utf8', stdio: 'pipe' });
};

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
