import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { nodeOf } from '../../matrix/nodes';
import { bindings, newFolder, removeFolders } from './stores';

afterEach(removeFolders);

const root = join(__dirname, '../../..');

function newerNode(): string | undefined {
  try {
    return nodeOf(22);
  } catch {
    return undefined; // such as on macOS, where no release is installed beside this one
  }
}

const newer = newerNode();
const run = promisify(execFile);

/** This Node has no SQLite. */
const isNeeded = bindings.length === 0 && newer !== undefined;

/** As long as several files take one after another. */
const timeout = 600_000;

const promise = async (): Promise<void> => {
  const jest = join(root, 'node_modules/jest/bin/jest.js');
  const options = ['--silent', '--maxWorkers=1', '--testNamePattern', 'sqlite', '--testPathIgnorePatterns', __filename];
  const { stderr } = await run(newer ?? '', ['--no-warnings', jest, 'test/inspector/store', ...options], {
    cwd: root,
    timeout: timeout - 10_000,
    killSignal: 'SIGKILL',
  });
  expect(stderr).toMatch(/PASS test\/inspector\/store\/laws\.test\.ts/);
};

(isNeeded ? test : test.skip)(
  'all that a store promises holds of a database, by a Node that has one',
  promise,
  timeout,
);

(newer === undefined ? test.skip : test)('a command that opens a database prints no warning of Node', async () => {
  const program = join(__dirname, 'writer-program.ts');
  const args = ['--require', 'esbuild-register', program, 'node:sqlite', newFolder(), '1', '2'];
  const { stdout, stderr } = await run(newer ?? '', args, { cwd: root });
  expect(stderr).toBe('');
  expect(stdout).toMatch(/"kept":2,.*inspector\.db/);
});
