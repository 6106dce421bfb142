import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { appsDir, register } from '../zero-code/app-process';

/** The ways in which an app runs. */
export const forms = ['CommonJS', 'ES module', 'bundle', 'tsx', 'worker', 'fork'] as const;
export type Form = (typeof forms)[number];

export interface Arguments {
  /** What loads the package, before the others. */
  readonly preload: readonly string[];
  readonly app: readonly string[];
}

/** What Node is told in order to run an app in this form. @param app its file without the extension */
export async function argumentsFor(form: Form, app: string): Promise<Arguments> {
  switch (form) {
    case 'CommonJS':
      return { preload: ['--require', register], app: [`${app}.cjs`] };
    case 'ES module':
      return { preload: ['--import', register], app: [`${app}.mjs`] };
    case 'bundle':
      return { preload: ['--import', register], app: [await bundleOf(app)] };
    case 'tsx':
      return { preload: ['--import', register], app: ['--import', tsx, 'typed.ts', `${app}.mjs`] };
    case 'worker':
      return { preload: ['--require', register], app: ['worker.cjs', `${app}.cjs`] };
    case 'fork':
      return { preload: ['--import', register], app: ['fork.cjs', `${app}.mjs`] };
  }
}

const tsx = join(appsDir, 'tsx', 'node_modules', 'tsx', 'dist', 'loader.mjs');

let folder: string | undefined;
const bundles = new Map<string, Promise<string>>();

/** One file with the app and all that it imports, made once. */
function bundleOf(app: string): Promise<string> {
  const known = bundles.get(app) ?? bundled(app);
  bundles.set(app, known);
  return known;
}

async function bundled(app: string): Promise<string> {
  if (folder === undefined) {
    const made = mkdtempSync(join(tmpdir(), 'bundles-'));
    process.once('exit', () => rmSync(made, { recursive: true, force: true }));
    folder = made;
  }
  const outfile = join(folder, `${app.replaceAll('/', '-')}.cjs`);
  const entry = join(appsDir, `${app}.cjs`);
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    external: ['parquetjs'], // optional in together-ai
    logLevel: 'error',
  });
  return outfile;
}
