// Every way of running and every end of a process on every release of Node, and Next: `npm run test:ways`. Numbers after it
// choose the releases.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { nodeOf, releases } from './nodes';

const root = join(__dirname, '../..');
const jest = join(root, 'node_modules/jest/bin/jest.js');
const tests = ['ways', 'exit/process-end', 'exit/serverless-freeze', 'exit/lambda'].map(
  (name) => `test/zero-code/${name}.test.ts`,
);

/** @returns whether all tests passed */
function run(release: (typeof releases)[number], args: readonly string[]): boolean {
  console.log(`\nNode ${release}: ${args.at(-1)}`);
  const env = { ...process.env, HH_TEST_NODE: nodeOf(release), HH_TEST_ALL_ENDS: '1' };
  const options = ['--maxWorkers=1', ...args];
  return spawnSync(process.execPath, [jest, ...options], { cwd: root, env, stdio: 'inherit' }).status === 0;
}

const chosen = process.argv.length > 2 ? releases.filter((one) => process.argv.includes(String(one))) : releases;
const passed = chosen.flatMap((release) => [
  run(release, tests),
  run(release, ['--testMatch', join(__dirname, 'next.matrix.ts')]),
]);
process.exitCode = passed.length > 0 && passed.every(Boolean) ? 0 : 1;
