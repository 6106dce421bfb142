// Prepares a clone for tests and the demo, if it is new or out of date: installs what its lock files name, and builds.
// `demo` omits the apps that only tests run, `bench` installs the exporters to compare with instead and `mutation` what changes the
// code, `matrix` adds the older SDKs that only the whole matrix runs.
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

const changedAt = (path) => (existsSync(path) ? statSync(path).mtimeMs : 0);

/** What npm, pnpm and yarn write last, so an interrupted installation is repeated. */
const marks = ['.package-lock.json', '.modules.yaml', '.yarn-state.yml'];
const isInstalled = (folder) => {
  const lockedAt = changedAt(join(folder, 'package-lock.json'));
  return marks.some((mark) => changedAt(join(folder, 'node_modules', mark)) >= lockedAt);
};

const npmCi = (folder) =>
  promisify(execFile)('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    shell: process.platform === 'win32', // npm is a batch file there, which Node starts through a shell only
  });

/** Two folders at a time: one installation alone uses neither the network nor a second core fully. */
async function install(folders) {
  const waiting = folders.filter((folder) => !isInstalled(folder));
  const installNext = async () => {
    for (let folder = waiting.shift(); folder !== undefined; folder = waiting.shift()) await npmCi(folder);
  };
  await Promise.all([installNext(), installNext()]);
}

const newest = (folder) =>
  readdirSync(folder, { recursive: true }).reduce((latest, name) => Math.max(latest, changedAt(join(folder, name))), 0);

/** The folders to install besides the root. */
function others(purpose) {
  if (purpose === 'demo') return [];
  if (purpose === 'bench') return [join(root, 'bench')];
  if (purpose === 'mutation') return [join(root, 'test', 'mutation')];
  const apps = join(root, 'test', 'apps');
  return readdirSync(apps)
    .filter((name) => name !== 'older' || purpose === 'matrix')
    .map((name) => join(apps, name))
    .filter((folder) => existsSync(join(folder, 'package-lock.json')));
}

await install([root, ...others(process.argv[2])]);
const sources = Math.max(newest(join(root, 'src')), newest(join(root, '.ci')), changedAt(join(root, 'tsconfig.json')));
if (changedAt(join(root, 'dist', 'index.js')) < sources) {
  execFileSync(process.execPath, [join(root, '.ci', 'build.mjs')], { cwd: root, stdio: 'inherit' });
}
