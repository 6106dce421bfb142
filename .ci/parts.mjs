// Splits a CommonJS library into several files. esbuild itself can do this for ES modules only.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { build } from 'esbuild';

const source = (module) => `src/${module}.ts`;
const output = (part) => `dist/${part}.js`;

/**
 * @param parts by name, in the order of loading: the root modules of each part
 * @param entries the parts that apps import: such a part has one root, and exports what its root exports
 * @param dense the parts that are minified
 */
export async function buildParts(parts, entries, options, dense = []) {
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
  /** The modules of this part that other parts load: by `import`, or later by `require`. */
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
      if (isEntry && inside.length > 0) throw new Error(`Move ${inside} out of the entry ${part}: other parts use it`);
      if (!isEntry && inside.length === 0) throw new Error(`No other part loads the part ${part}`);
      const contents = [
        ...used.map((path) => `export * from './${path}';`),
        ...usedLater.map((path) => `export * as '${path}' from './${path}';`),
        // By name, too, since the Lambda handler, which is no part, imports from one.
        ...(parts[part].length === 1 ? [`export * from './${source(parts[part][0])}';`] : []),
      ].join('\n');
      return build({
        ...options,
        ...(isEntry ? { entryPoints: parts[part].map(source) } : { stdin: { contents, resolveDir: '.' } }),
        outfile: output(part),
        minify: dense.includes(part),
        ...(isEntry ? {} : { banner: { js: unchecked } }),
        logOverride: { 'ambiguous-reexport': 'error' },
        plugins: [linked(part, owners)],
      }).then((result) => {
        if (used.length > 0) exportValues(output(part)); // others are asked once, by what loads them late
        importObjects(output(part));
        return result;
      });
    }),
  );
}

/**
 * The bundler exports by getters, whose calls took a tenth of the time of a short span. What these return has its values by now: they
 * replace them, in a literal, since V8 makes a slow object of what gets so many members one by one.
 */
function exportValues(file) {
  const text = readFileSync(file, 'utf8');
  const { index, 1: list } = /\b0\s*&&\s*\(module\.exports\s*=\s*\{([^}]*)\}\);\s*$/.exec(text);
  const names = list.split(',').map((name) => name.replace(/:\s*null/, '').trim());
  const members = names.map((name) => `${name}:e${name.startsWith('"') ? `[${name}]` : `.${name}`}`);
  writeFileSync(file, `${text.slice(0, index)}module.exports = ((e) => ({${members.join()}}))(module.exports);\n`);
}

/** For `import * as name` of another part, the bundler copies all that it exports, again for each module; its object serves as well. */
function importObjects(file) {
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replaceAll(/\b__toESM\((require\("\.[^"]+"\))\)/g, '$1'));
}

/** An app's type checker may read our JavaScript, and takes the exports of such a file for a circle. */
const unchecked = '// @ts-nocheck';

/** By module: the first part that imports it, directly or not. */
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

/** Replaces imports of modules in other parts by imports of the file of that part, which Node resolves. */
const linked = (part, owners) => ({
  name: 'linked',
  setup({ onResolve, onLoad, resolve }) {
    onResolve({ filter: /^\./ }, async ({ path, pluginData, kind, ...from }) => {
      if (pluginData === 'asked') return undefined;
      if (from.namespace === 'later') return { path, external: true };
      // A separate file, such as a worker thread's: its path is made relative to the file of this part.
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
    // Modules that are loaded later are exported one by one, because several may export the same name.
    onLoad({ filter: /./, namespace: 'later' }, ({ path, pluginData: file }) => ({
      contents: `module.exports = require('${file}')['${path}'];`,
    }));
  },
});

function relativePath(from, to) {
  const path = relative(dirname(from), to);
  return path.startsWith('.') ? path : `./${path}`;
}
