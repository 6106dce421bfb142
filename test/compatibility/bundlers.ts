import { copyFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ask, eventOf } from './delivery';
import { install, newFolder, packageName, run, succeed, tarball, versionOf, write } from './folders';
import type { Group } from './group';

/** The app: it imports the package, which the bundler puts into its file. */
const app = `
  import '${packageName}/register';
  import { withHoneyHive } from '${packageName}';
  ${ask}
  withHoneyHive({ userId: 'the user' }, ask);`;

interface Build {
  readonly bundler: string;
  /** A program that builds `app.mjs`. */
  readonly script: string;
  readonly output: string;
}

/** What of Node a bundler leaves as it is within an ES module, `require` included, has to come from somewhere. */
const requireInModule = `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`;

const esbuild = (format: 'cjs' | 'esm', output: string): Build => ({
  bundler: 'esbuild',
  output,
  script: `
    import { build } from 'esbuild';
    const banner = ${format === 'esm' ? JSON.stringify({ js: requireInModule }) : '{}'};
    const options = { bundle: true, platform: 'node', format: '${format}', banner, logLevel: 'error' };
    await build({ ...options, entryPoints: ['app.mjs'], outfile: '${output}' });`,
});

const webpack = (isModule: boolean, output: string): Build => ({
  bundler: 'webpack',
  output,
  script: `
    import webpack from 'webpack';
    const form = ${isModule ? `{ experiments: { outputModule: true }, output: { module: true, path: process.cwd(), filename: '${output}' } }` : `{ output: { path: process.cwd(), filename: '${output}' } }`};
    webpack({ mode: 'production', target: 'node20', entry: './app.mjs', ...form }, (error, stats) => {
      if (error || stats.hasErrors()) throw error ?? new Error(stats.toString('errors-only'));
    });`,
});

const rollup = (format: 'cjs' | 'es', output: string): Build => ({
  bundler: 'rollup',
  output,
  script: `
    import commonjs from '@rollup/plugin-commonjs';
    import json from '@rollup/plugin-json';
    import resolve from '@rollup/plugin-node-resolve';
    import { rollup } from 'rollup';
    const plugins = [resolve({ preferBuiltins: true }), commonjs(), json()];
    const bundle = await rollup({ input: 'app.mjs', plugins, onwarn: () => undefined });
    await bundle.write({ file: '${output}', format: '${format}', inlineDynamicImports: true });`,
});

const vite = (format: 'cjs' | 'es', output: string): Build => ({
  bundler: 'vite',
  output,
  script: `
    import { build } from 'vite';
    const rollupOptions = { output: { format: '${format}', entryFileNames: '${output}' } };
    await build({
      logLevel: 'error',
      ssr: { noExternal: true },
      build: { ssr: 'app.mjs', outDir: '.', emptyOutDir: false, rollupOptions },
    });`,
});

export const builds = {
  esbuild: [esbuild('cjs', 'out.cjs'), esbuild('esm', 'out.mjs')],
  webpack: [webpack(false, 'out.cjs'), webpack(true, 'out.mjs')],
  Rollup: [rollup('cjs', 'out.cjs'), rollup('es', 'out.mjs')],
  'Vite SSR': [vite('cjs', 'out.cjs'), vite('es', 'out.mjs')],
} as const;

/**
 * Builds the app in this folder, and runs the file that was made where there are no packages: all it needs must be in it.
 * @throws if it does not deliver its call
 */
export async function deliversBundled(folder: string, { script, output }: Build): Promise<void> {
  write(folder, { 'app.mjs': app, 'build.mjs': script });
  await succeed(process.execPath, ['build.mjs'], folder);
  const elsewhere = newFolder('bundle');
  const file = join(elsewhere, basename(output));
  copyFileSync(join(folder, output), file);
  const event = await eventOf((env) => run(process.execPath, [file], elsewhere, env));
  if (event.user_properties?.['user_id'] !== 'the user') throw new Error('the two entries do not share their state');
}

const plugins = ['@rollup/plugin-commonjs', '@rollup/plugin-json', '@rollup/plugin-node-resolve'];

export const bundlerGroup: Group = {
  title: 'Bundler',
  columns: ['CommonJS', 'ES module'],
  rows: async () => {
    const folder = newFolder('bundlers');
    await install(folder, [tarball(), 'esbuild', 'webpack@5', 'rollup@4', 'vite', ...plugins]);
    return Object.entries(builds).map(([name, both]) => ({
      name: `${name} ${versionOf(folder, both[0].bundler)}`,
      cells: both.map((build) => async () => {
        await deliversBundled(folder, build);
        return 'yes';
      }),
    }));
  },
};
