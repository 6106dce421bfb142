// The repository's public address is only in one place: `repository` in package.json. Everything derived from it is written
// before npm packs, and removed afterwards.
//   check    fails while there is no address, so that nothing is published (prepublishOnly)
//   write    adds `bugs` and `homepage` to package.json, and makes the README's links absolute, because npm shows it without the
//            repository (prepack)
//   restore  undoes this in both files, and keeps all other edits (postpack, postpublish)
import { readFileSync, writeFileSync } from 'node:fs';

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const address = /^git\+(https:\/\/github\.com\/[\w.-]+\/[\w.-]+?)\.git$/.exec(manifest.repository?.url)?.[1];

function check() {
  if (address !== undefined) return;
  console.error(
    'Not published: package.json does not name the public repository. Set its "repository" to ' +
      '{ "type": "git", "url": "git+https://github.com/OWNER/NAME.git" } and publish again; ' +
      'the links in the README and on the npm page are derived from it.',
  );
  process.exitCode = 1;
}

function write() {
  if (address === undefined) return;
  writeManifest({ ...manifest, homepage: `${address}#readme`, bugs: { url: `${address}/issues` } });
  editReadme((text) =>
    text
      .replace(/(!\[[^\]]*\]\()(?!https?:|#)/g, `$1${address}/raw/HEAD/`)
      .replace(/(\]\()(?!https?:|#)/g, `$1${address}/blob/HEAD/`)
      .replaceAll('git clone …', `git clone ${address}.git`),
  );
}

function restore() {
  const { npm_command: command, npm_lifecycle_event: event } = process.env;
  if (address === undefined) return;
  if (command === 'publish' && event === 'postpack') return; // npm reads the README for its page after packing
  const { homepage, bugs, ...original } = manifest;
  writeManifest(original);
  editReadme((text) =>
    text
      .replaceAll(`](${address}/raw/HEAD/`, '](')
      .replaceAll(`](${address}/blob/HEAD/`, '](')
      .replaceAll(`git clone ${address}.git`, 'git clone …'),
  );
}

const writeManifest = (content) => writeFileSync('package.json', `${JSON.stringify(content, null, 2)}\n`);
const editReadme = (edit) => writeFileSync('README.md', edit(readFileSync('README.md', 'utf8')));

const commands = { check, write, restore };
commands[process.argv[2]]();
