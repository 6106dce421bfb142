import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(__dirname, '..');

test.each([
  ['1.30', 'sdk-1'],
  ['2.x', 'sdk-2'],
  ['3.x', 'sdk-3'],
])('the exporter and both processors fit the types of SDK %s', (_version, app) => {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const check = (): string =>
    execFileSync(process.execPath, [tsc, '-p', join(root, 'test', 'apps', app)], { encoding: 'utf8', stdio: 'pipe' });
  expect(check()).toBe('');
});
