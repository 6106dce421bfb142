import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Removes the declarations that no entry leads to. */
export function pruneTypes(folder, entries) {
  const kept = new Set();
  const keep = (path) => {
    if (kept.has(path)) return;
    kept.add(path);
    const imports = readFileSync(path, 'utf8').matchAll(/(?:from |import\()['"](\.[^'"]+)['"]/g);
    for (const [, target] of imports) keep(declarationOf(join(dirname(path), target)));
  };
  const all = readdirSync(folder, { recursive: true }).map((name) => join(folder, name));
  const declarations = all.filter((path) => path.endsWith('.d.ts'));
  const declarationOf = (module) =>
    [`${module}.d.ts`, join(module, 'index.d.ts')].find((path) => declarations.includes(path));
  for (const entry of entries) keep(join(folder, `${entry}.d.ts`));
  for (const path of declarations) if (!kept.has(path)) rmSync(path);
}
