import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import manifest from '../../package.json';
import { type Block, root } from './markdown';

/** What the snippets leave to their readers. */
const globals = `
declare function answer(question: string): Promise<string>;
declare function work(): Promise<unknown>;
declare const datapoints: readonly { readonly id: string; readonly question: string }[];
declare const question: string;
declare const runId: string;
declare const datasetId: string;
declare const sessionId: string;
declare const userId: string;
`;

const apps = join(root, 'test/apps');
const appFolders = readdirSync(apps)
  .map((name) => join(apps, name))
  .filter((folder) => existsSync(join(folder, 'node_modules')));

/** Where a package is installed: in the app that the snippet names behind its language, else wherever it is. */
function locate(name: string, app: string | undefined): string | undefined {
  const first = app === undefined || name === '@types' ? [] : [join(apps, app)];
  return [...first, root, ...appFolders].map((folder) => join(folder, 'node_modules', name)).find(existsSync);
}

const importedBy = (text: string): readonly string[] =>
  [...text.matchAll(/(?:\bfrom |\bimport |\bimport\(|\brequire\()['"]((?:@[^/'"]+\/)?[^./'"][^/'"]*)/g)].map(
    ([, name = '']) => name,
  );

/** The ending by which the type checker takes a snippet for what it is. */
function endingOf({ language, text }: Block): string {
  if (language === 'ts') return 'mts';
  return /\bmodule\.exports\b|\brequire\(/.test(text) ? 'cjs' : 'mjs';
}

/** In the name of a file. */
export const nameOf = ({ page, place }: Block): string => `${page.replaceAll(/\W/g, '-')}-${place}`;

function install(folder: string, name: string, app: string | undefined): void {
  const target = name === manifest.name ? root : locate(name, app);
  const link = join(folder, 'node_modules', name);
  if (target === undefined || existsSync(link)) return;
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(target, link, 'junction');
}

const compilerOptions = {
  noEmit: true,
  checkJs: true,
  module: 'nodenext',
  moduleDetection: 'force',
  target: 'es2023',
  lib: ['es2023', 'dom', 'dom.iterable'],
  types: ['node'],
  skipLibCheck: true,
  strict: false,
};

/** A folder of an app that has installed this package and what the snippets import; the files are the snippets. */
export function folderOf(snippets: readonly Block[], app?: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'honeyhive-snippets-'));
  const files = snippets.map((snippet) => `${nameOf(snippet)}.${endingOf(snippet)}`);
  for (const [at, { text }] of snippets.entries()) {
    writeFileSync(join(folder, files[at] ?? ''), text);
    // A file of the reader's, by the name that its first line gives it, where another snippet imports it.
    const [, name] = /^\/\/ ([\w.-]+)\n/.exec(text) ?? [];
    if (name !== undefined && snippets.some((other) => other.text.includes(`'./${name}'`)))
      writeFileSync(join(folder, name), text);
  }
  const names = [manifest.name, '@types', ...snippets.flatMap(({ text }) => importedBy(text))];
  for (const name of names) if (!isBuiltin(name)) install(folder, name, app);
  writeFileSync(join(folder, 'globals.d.ts'), globals);
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [...files, 'globals.d.ts'] }));
  return folder;
}

/** What the type checker prints about snippets that name the same app, or none. */
export function typeErrorsOf(snippets: readonly Block[], app?: string): readonly string[] {
  const folder = folderOf(snippets, app);
  try {
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    execFileSync(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], {
      cwd: folder,
      encoding: 'utf8',
      stdio: 'pipe',
    });
    return [];
  } catch (error) {
    return String((error as { readonly stdout?: unknown }).stdout ?? error).split('\n');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
