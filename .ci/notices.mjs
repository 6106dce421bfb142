// Of packages whose code esbuild has put into files of dist: the licences ask that their texts go with it.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** @returns the folders of the packages that are part of these outputs, by name; whatever a bundler left out is not among them */
export function bundledFolders(metafiles) {
  const folders = metafiles
    .flatMap(({ outputs }) => Object.values(outputs))
    .flatMap(({ inputs }) => Object.entries(inputs))
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .flatMap(([path]) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0] ?? []);
  return [...new Set(folders)].sort();
}

/** Name, version, licence and the text of the licence of the package in this folder. */
export function licenceOf(folder) {
  const { name, version, license, homepage } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
  return { name, version, license, homepage, text: file && readFileSync(join(folder, file), 'utf8').trim() };
}

/** @throws if a package has no licence or no text of it: its code may not be handed on then */
export function noticesOf(folders) {
  const texts = folders.map((folder) => {
    const { name, version, license, homepage, text } = licenceOf(folder);
    if (license === undefined || text === undefined) throw new Error(`${name} has no licence; it cannot be bundled`);
    return [`${name} ${version}, ${license}`, homepage, '', text].filter((line) => line !== undefined).join('\n');
  });
  const line = `\n\n${'-'.repeat(80)}\n\n`;
  return `${['The files beside this one contain code of these packages.', ...texts].join(line)}\n`;
}

/** Name, version and licence of every package that is installed in this folder, sorted, one a line. */
export function installedLicences(modules) {
  return packagesIn(modules)
    .map(licenceOf)
    .map(({ name, version, license }) => `${name} ${version}: ${typeof license === 'string' ? license : 'none stated'}`)
    .sort();
}

function packagesIn(modules) {
  const folders = readdirSync(modules, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => join(modules, name));
  return folders.flatMap((folder) => {
    if (/\/@[^/]+$/.test(folder)) return packagesIn(folder);
    const inner = join(folder, 'node_modules');
    const own = existsSync(join(folder, 'package.json')) ? [folder] : [];
    return [...own, ...(existsSync(inner) ? packagesIn(inner) : [])];
  });
}

/** The packages that notices name, as `name@version`. */
export const noticed = (notices) =>
  [...notices.matchAll(/(?<=^-{80}\n\n)(\S+) (\S+), /gm)].map(([, name, version]) => `${name}@${version}`);
