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
  /** Modules of this part that others load: with themselves, or later by `require`. */
  const usedOf = (part, isLater) =>
    Object.keys(inputs).filter(
      (path) =>
        owners.get(path) === part &&
        Object.entries(inputs).some(
          ([from, { imports }]) =>
            owners.get(from) !== part &&
            imports.some((one) => one.path === path && (one.kind === 'require-call') === isLater),
        ),
    );
  return Promise.all(
    Object.keys(parts).map((part) => {
      const [used, usedLater] = [usedOf(part, false), usedOf(part, true)];
      const inside = [...used, ...usedLater];
      const isEntry = entries.includes(part);
      if (isEntry && inside.length > 0) throw new Error(`${inside} is part of an entry, and used elsewhere`);
      if (!isEntry && inside.length === 0) throw new Error(`Nothing loads the part ${part}`);
      const contents = [
        ...used.map((path) => `export * from './${path}';`),
        ...usedLater.map((path) => `export * as '${path}' from './${path}';`),
      ].join('\n');
      return build({
        ...options,
        ...(isEntry ? { entryPoints: parts[part].map(source) } : { stdin: { contents, resolveDir: '.' } }),
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
  setup({ onResolve, onLoad, resolve }) {
    onResolve({ filter: /^\./ }, async ({ path, pluginData, kind, ...from }) => {
      if (pluginData === 'asked') return undefined;
      if (from.namespace === 'later') return { path, external: true };
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
      const module = relative(process.cwd(), found.path);
      const owner = owners?.get(module);
      if (owner === undefined || owner === part) return found;
      const file = relativePath(output(part), output(owner));
      return kind === 'require-call'
        ? { path: module, namespace: 'later', pluginData: file }
        : { path: file, external: true };
    });
    // One module of a part: several that are loaded later may export the same name.
    onLoad({ filter: /./, namespace: 'later' }, ({ path, pluginData: file }) => ({
      contents: `module.exports = require('${file}')['${path}'];`,
    }));
  },
});

function relativePath(from, to) {
  const path = relative(dirname(from), to);
  return path.startsWith('.') ? path : `./${path}`;
}
