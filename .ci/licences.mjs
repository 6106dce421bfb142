import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The notices that the licences of bundled packages require. */
export function licencesOf(bundledFiles) {
  const folders = bundledFiles.map((path) => /^node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]);
  const packages = [...new Set(folders)].filter((folder) => folder !== undefined).sort();
  return packages.map(noticeOf).join(`\n${'-'.repeat(80)}\n\n`);
}

function noticeOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const text = ['LICENSE', 'LICENSE.md', 'LICENSE.txt'].map((file) => join(folder, file)).find(existsSync);
  if (text === undefined) throw new Error(`${name} is bundled, but its licence file was not found`);
  return `${name} ${version} (${license}) is part of this package.\n\n${readFileSync(text, 'utf8').trim()}\n`;
}
