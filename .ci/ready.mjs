// Makes a fresh or stale clone ready for tests and the demo: installs what its lock files name, and builds.
// `demo` leaves out the apps that only tests run, `bench` installs what the benchmarks compare with instead, `matrix` adds the
// older SDKs that only the whole matrix runs.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

const changedAt = (path) => (existsSync(path) ? statSync(path).mtimeMs : 0);

/** npm writes this file last, so an interrupted installation counts as none. */
const isInstalled = (folder) =>
  changedAt(join(folder, 'node_modules', '.package-lock.json')) >= changedAt(join(folder, 'package-lock.json'));

function install(folder) {
  if (isInstalled(folder)) return;
  // Not `npm ci`: it refuses a lock file that does not list the binaries of every platform, and npm lists those of one.
  execFileSync(npm, ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

const newest = (folder) =>
  readdirSync(folder, { recursive: true }).reduce((latest, name) => Math.max(latest, changedAt(join(folder, name))), 0);

/** What besides the package itself is to be installed. */
function folders(purpose) {
  if (purpose === 'demo') return [];
  if (purpose === 'bench') return [join(root, 'bench')];
  const apps = join(root, 'test', 'apps');
  return readdirSync(apps)
    .filter((name) => name !== 'older' || purpose === 'matrix')
    .map((name) => join(apps, name))
    .filter((folder) => existsSync(join(folder, 'package-lock.json')));
}

install(root);
for (const folder of folders(process.argv[2])) install(folder);
const sources = Math.max(newest(join(root, 'src')), newest(join(root, '.ci')), changedAt(join(root, 'tsconfig.json')));
if (changedAt(join(root, 'dist', 'index.js')) < sources) {
  execFileSync(process.execPath, [join(root, '.ci', 'build.mjs')], { cwd: root, stdio: 'inherit' });
}
