// Splits a CommonJS library into files, which esbuild itself does for ES modules only.
import { dirname, join, relative } from 'node:path';
import { build } from 'esbuild';

const source = (module) => `src/${module}.ts`;
const output = (part) => `dist/${part}.js`;

/**
 * @param parts in the order of loading, by name: the modules that are its roots
 * @param entries parts that apps import: their file exports what their only root exports
 */
export async function buildParts(parts, entries, options) {
  const roots = Object.values(parts).flat();
  const whole = await build({
    ...options,
    entryPoints: roots.map(source),
    outdir: 'dist',
    write: false,
    plugins: [linked()],
  });
  const { inputs } = whole.metafile;
  const owners = ownersOf(parts, inputs);
  const usedElsewhere = Object.keys(inputs).filter((path) =>
    Object.entries(inputs).some(
      ([from, { imports }]) => owners.get(from) !== owners.get(path) && imports.some((one) => one.path === path),
    ),
  );
  return Promise.all(
    Object.keys(parts).map((part) => {
      const used = usedElsewhere.filter((path) => owners.get(path) === part);
      if (entries.includes(part) && used.length > 0) throw new Error(`${used} is part of an entry, and used elsewhere`);
      const doors = new Set([...parts[part].map(source), ...used]);
      const contents = [...doors].map((path) => `export * from './${path}';`).join('\n');
      return build({
        ...options,
        ...(entries.includes(part)
          ? { entryPoints: parts[part].map(source) }
          : { stdin: { contents, resolveDir: '.' } }),
        outfile: output(part),
        logOverride: { 'ambiguous-reexport': 'error' },
        plugins: [linked(part, owners)],
      });
    }),
  );
}

/** By module: the first part that needs it at once. */
function ownersOf(parts, inputs) {
  const owners = new Map();
  for (const [part, roots] of Object.entries(parts)) {
    const take = (path) => {
      if (owners.has(path)) return;
      owners.set(path, part);
      for (const { path: next, kind, external } of inputs[path].imports) {
        if (kind === 'import-statement' && !external) take(next);
      }
    };
    for (const root of roots) take(source(root));
  }
  return owners;
}

/** Leaves imports of what lies in another part to Node, as imports of that part. */
const linked = (part, owners) => ({
  name: 'linked',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^\./ }, async ({ path, pluginData, kind, ...from }) => {
      if (pluginData === 'asked') return undefined;
      // A file of its own, such as a thread's, found from the file that this part becomes.
      if (kind === 'require-resolve') {
        const source = relative(process.cwd(), join(from.resolveDir, path));
        return { path: relativePath(output(part), join('dist', relative('src', source))), external: true };
      }
      const found = await resolve(path, {
        kind,
        pluginData: 'asked',
        resolveDir: from.resolveDir,
        importer: from.importer,
      });
      const owner = owners?.get(relative(process.cwd(), found.path));
      if (owner === undefined || owner === part) return found;
      return { path: relativePath(output(part), output(owner)), external: true };
    });
  },
});

function relativePath(from, to) {
  const path = relative(dirname(from), to);
  return path.startsWith('.') ? path : `./${path}`;
}
