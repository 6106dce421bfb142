// The repository's public address is only in one place: `repository` in package.json. Everything derived from it is written
// before npm packs, and removed afterwards.
//   check    fails while something is missing that a published version has: the address, the version in the changelog, a place
//            that npm can name as its provenance (prepublishOnly)
//   write    adds `bugs` and `homepage` to package.json, and makes the links and pictures of the README and the changelog lead
//            to the repository as it is at the tag of this version, because npm shows them without the repository (prepack)
//   restore  undoes this in all of them, and keeps all other edits (postpack, postpublish)
import { readFileSync, writeFileSync } from 'node:fs';

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const address = /^git\+(https:\/\/github\.com\/[\w.-]+\/[\w.-]+?)\.git$/.exec(manifest.repository?.url)?.[1];
const tag = `v${manifest.version}`;
const pages = ['README.md', 'CHANGELOG.md'];

/** Why this version cannot be published, and what to do. */
function* obstacles() {
  if (address === undefined) {
    yield 'package.json does not name the public repository. Set its "repository" to ' +
      '{ "type": "git", "url": "git+https://github.com/OWNER/NAME.git" } and publish again; ' +
      'the links in the README and on the npm page are derived from it.';
  }
  const [latest] = /(?<=^## ).*/m.exec(readFileSync('CHANGELOG.md', 'utf8')) ?? [];
  if (latest?.split(' ')[0] !== manifest.version) {
    yield `CHANGELOG.md begins with "${latest}". Name the version there: "## ${manifest.version} (year-month-day)".`;
  }
  const { env } = process;
  if (env.npm_command === 'publish' && !env.ACTIONS_ID_TOKEN_REQUEST_URL && !env.SIGSTORE_ID_TOKEN) {
    yield 'npm can state the provenance of a package only if it is published by GitHub Actions with the permission ' +
      '"id-token: write", or by GitLab CI. CONTRIBUTING.md has the steps of a release.';
  }
}

function check() {
  for (const obstacle of obstacles()) {
    console.error(`Not published: ${obstacle}`);
    process.exitCode = 1;
  }
}

/** What stands in the repository, and what in the package: the place of links, of pictures, and of a clone. */
const replacements = () => [
  [/(!\[[^\]]*\]\()(?!https?:|#)/g, `$1${address}/raw/${tag}/`],
  [/(\b(?:src|srcset)=")(?!https?:|#)/g, `$1${address}/raw/${tag}/`],
  [/(\]\()(?!https?:|#)/g, `$1${address}/blob/${tag}/`],
  [/(\bhref=")(?!https?:|#)/g, `$1${address}/blob/${tag}/`],
  [/git clone …/g, `git clone ${address}.git`],
];

function write() {
  if (address === undefined) return;
  writeManifest({ ...manifest, homepage: `${address}#readme`, bugs: { url: `${address}/issues` } });
  editPages((text) => replacements().reduce((made, [relative, absolute]) => made.replace(relative, absolute), text));
}

function restore() {
  const { npm_command: command, npm_lifecycle_event: event } = process.env;
  if (address === undefined) return;
  if (command === 'publish' && event === 'postpack') return; // npm reads the README for its page after packing
  const { homepage, bugs, ...original } = manifest;
  writeManifest(original);
  editPages((text) =>
    text
      .replaceAll(`${address}/raw/${tag}/`, '')
      .replaceAll(`${address}/blob/${tag}/`, '')
      .replaceAll(`git clone ${address}.git`, 'git clone …'),
  );
}

const writeManifest = (content) => writeFileSync('package.json', `${JSON.stringify(content, null, 2)}\n`);
const editPages = (edit) => {
  for (const page of pages) writeFileSync(page, edit(readFileSync(page, 'utf8')));
};

const commands = { check, write, restore };
commands[process.argv[2]]();
