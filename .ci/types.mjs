import { readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Declares the exporter's options as an interface instead of a type that is mapped from the table of options, because editors with
 * TypeScript 7 show no comments through a mapped type.
 *
 * @param folder the folder with the declarations of `src/config`
 */
export function declareOptions(folder) {
  const declared = readFileSync(join(folder, 'option-table.d.ts'), 'utf8')
    .replace(/^import .* from '\.\/option-parsers';\n/m, '')
    .replace('export declare const optionTable: {', 'export interface HoneyHiveExporterOptions {')
    .replace(
      /^ {4}(\w+): (?:import\("[^"]+"\)\.)?Option<(.*?)(?: \| undefined)?>;$/gm,
      '    readonly $1?: $2 | undefined;',
    )
    .replace(/^};$/m, '}');
  if (!declared.includes('interface HoneyHiveExporterOptions') || declared.includes('Option<')) {
    throw new Error(
      'TypeScript declared the table of options in a new form, which .ci/types.mjs cannot convert to an interface.',
    );
  }
  writeFileSync(join(folder, 'options.d.ts'), declared);
}

/** Removes the declarations that no entry imports, directly or not, and the folders that are empty then. */
export function pruneTypes(folder, entries) {
  const kept = new Set();
  const keep = (path) => {
    if (kept.has(path)) return;
    kept.add(path);
    const imports = readFileSync(path, 'utf8').matchAll(/(?:from |import\()['"](\.[^'"]+)['"]/g);
    for (const [, target] of imports) keep(declarationOf(join(dirname(path), target)));
  };
  const all = readdirSync(folder, { recursive: true }).map((name) => join(folder, name));
  const declarations = all.filter((path) => /\.d\.m?ts$/.test(path));
  const declarationOf = (module) =>
    [`${module}.d.ts`, join(module, 'index.d.ts')].find((path) => declarations.includes(path));
  for (const entry of entries) keep(join(folder, `${entry}.d.ts`));
  for (const path of declarations) if (!kept.has(path)) rmSync(path);
  removeEmptyFolders(folder);
}

function removeEmptyFolders(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) removeEmptyFolders(join(folder, entry.name));
  }
  if (readdirSync(folder).length === 0) rmdirSync(folder);
}
