// Makes what a release consists of, in the folder `release`: `npm run release`. The tarball is built twice from the commit that is
// checked out, in two clean folders, and must be the same to the byte: what is published follows from the repository alone.
// Without an address or a version in the changelog there is no release; `-- --rehearse` makes all of it nevertheless.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installedLicences, noticed } from './notices.mjs';

const { name, version } = JSON.parse(readFileSync('package.json', 'utf8'));
const file = `${name}-${version}.tgz`;

const run = (command, args, cwd = '.') =>
  execFileSync(command, args, {
    cwd,
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 64 * 2 ** 20,
    shell: command === 'npm' && process.platform === 'win32', // npm is a batch file there
  });

/** The commit in a folder of its own, with what its lock file names, packed. @returns the folder */
function build(parent, number) {
  const folder = join(parent, String(number), name); // npm names the bill of materials after the folder
  mkdirSync(folder, { recursive: true });
  const source = join(parent, 'source.tar');
  run('git', ['archive', '--format=tar', `--output=${source}`, commit]);
  run('tar', ['-xf', source, '-C', folder]);
  // No package needs a script of its own to build this one, so none is run.
  run('npm', ['ci', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'], folder);
  run('npm', ['pack', '--silent'], folder);
  console.log(`Build ${number}: ${digest(folder)}`);
  return folder;
}

/** Named once: work may go on in the clone meanwhile. */
const commit = String(run('git', ['rev-parse', 'HEAD'])).trim();

const digest = (folder) => `sha512-${hash(readFileSync(join(folder, file)))}`;
const hash = (bytes) => createHash('sha512').update(bytes).digest('base64');

/** The files that two builds of the package have differently. */
function differences(one, other) {
  const files = (folder) =>
    new Map(
      readdirSync(join(folder, 'dist'), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .map((path) => [path.slice(folder.length + 1), hash(readFileSync(path))]),
    );
  const [first, second] = [files(one), files(other)];
  return [...new Set([...first.keys(), ...second.keys()])].filter((path) => first.get(path) !== second.get(path));
}

/** What npm knows of the packages whose code is in the tarball, as CycloneDX: no other package comes with it. */
function billOfMaterials(folder) {
  const bundled = noticed(readFileSync(join(folder, 'dist', 'THIRD-PARTY-NOTICES.txt'), 'utf8'));
  const all = JSON.parse(run('npm', ['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'library'], folder));
  const components = all.components
    .filter((one) => bundled.includes(one['bom-ref']))
    .map(({ properties, ...one }) => ({ ...one, scope: 'required' }));
  if (components.length !== bundled.length) throw new Error(`npm does not know all of ${bundled.join(', ')}`);
  const own = all.metadata.component['bom-ref'];
  const dependencies = [{ ref: own, dependsOn: bundled }, ...bundled.map((ref) => ({ ref, dependsOn: [] }))];
  return { ...all, components, dependencies };
}

function write(folder) {
  rmSync('release', { recursive: true, force: true });
  mkdirSync('release');
  cpSync(join(folder, file), join('release', file));
  writeFileSync(join('release', 'sbom.cdx.json'), `${JSON.stringify(billOfMaterials(folder), null, 2)}\n`);
  cpSync(join(folder, 'dist', 'THIRD-PARTY-NOTICES.txt'), join('release', 'THIRD-PARTY-NOTICES.txt'));
  const tools = installedLicences(join(folder, 'node_modules'));
  writeFileSync(join('release', 'licences-of-tools.txt'), `${tools.join('\n')}\n`);
  writeFileSync(join('release', 'integrity.txt'), `${digest(folder)}  ${file}\n`);
}

if (!process.argv.includes('--rehearse')) run(process.execPath, [join('.ci', 'publish.mjs'), 'check']);
const parent = mkdtempSync(join(tmpdir(), 'release-'));
try {
  const [one, other] = [build(parent, 1), build(parent, 2)];
  if (digest(one) !== digest(other)) {
    throw new Error(
      `Two builds of one commit differ, in ${differences(one, other).join(', ') || 'the archive itself'}`,
    );
  }
  write(one);
  console.log(`Both are the same. In the folder release: ${readdirSync('release').join(', ')}`);
} finally {
  rmSync(parent, { recursive: true, force: true, maxRetries: 3 });
}
