import { readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';

/**
 * Declares the exporter's options as an interface instead of a type that is mapped from the table of options, because editors with
 * TypeScript 7 show no comments through a mapped type. The comments say of each option its variables, too, as the table has them.
 *
 * @param folder the folder with the declarations of `src/config`
 */
export async function declareOptions(folder) {
  const table = await optionTable();
  const tablePath = join(folder, 'option-table.d.ts');
  const declaredTable = readFileSync(tablePath, 'utf8');
  const declared = declaredTable
    .replace(/^import .* from '\.\/option-parsers';\n/m, '')
    .replace('export declare const optionTable: {', 'export interface HoneyHiveExporterOptions {')
    .replace(
      /^ {4}(\w+): (?:import\("[^"]+"\)\.)?Option<(.*?)(?: \| undefined)?>;$/gm,
      '    readonly $1?: $2 | undefined;',
    )
    .replace(/^};$/m, '}')
    .replace(/^ {4}\/\*\*((?:(?!\*\/).)*)\*\/\n(?= {4}readonly (\w+))/gms, (_, comment, name) =>
      commentOf(comment, table[name].env),
    );
  if (!declared.includes('interface HoneyHiveExporterOptions') || declared.includes('Option<')) {
    throw new Error(
      'TypeScript declared the table of options in a new form, which .ci/types.mjs cannot convert to an interface.',
    );
  }
  writeFileSync(join(folder, 'options.d.ts'), declared);
  writeFileSync(tablePath, declaredTable.replaceAll(/^ *\/\*\*.*?\*\/\n/gms, '')); // no editor shows the table
}

/** The table of options, which is built for this alone. */
async function optionTable() {
  const { outputFiles } = await build({
    entryPoints: ['src/config/option-table.ts'],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: ['./misspelt'], // loaded later, and never here
  });
  const code = Buffer.from(outputFiles[0].contents).toString('base64');
  return (await import(`data:text/javascript;base64,${code}`)).optionTable;
}

/** The sentence of an option, its variables and its default, as editors show them. */
function commentOf(comment, variables) {
  const [meaning, shownDefault = 'none'] = comment
    .replaceAll(/\s+(?:\* )?/g, ' ')
    .split('@default')
    .map((part) => part.trim());
  const names = variables.map((name) => `\`${name}\``).join(', ');
  const set =
    {
      0: 'No variable: only code can set it.',
      1: `Variable: ${names}.`,
    }[variables.length] ?? `Variables: ${names}; the first that is set counts.`;
  const lines = [...wrapped(meaning), '', set, '', `@default ${shownDefault}`];
  return `    /**\n${lines.map((line) => `     * ${line}`.trimEnd()).join('\n')}\n     */\n`;
}

const maxColumns = 110;

function wrapped(text) {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== '' && last.length + word.length >= maxColumns) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines;
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
