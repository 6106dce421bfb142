import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';

/** One file of `src` uses another one, or a package. */
export interface Import {
  /** A path below `src`. */
  readonly from: string;
  /** A path below `src`, or the name of a package or of a module of Node. */
  readonly to: string;
  /** Nothing of it is left in JavaScript. */
  readonly isType: boolean;
}

/** The paths of all files of `src`, relative to it. */
export const sourceFiles = (root: string): readonly string[] =>
  readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /\.(?:m?ts|tsx)$/.test(path))
    .sort();

export type Edge = Omit<Import, 'isType'>;

/** What the compiler and the bundler each find among the files of `src`. */
export interface ImportLists {
  /** Every import, types included. */
  readonly compiler: readonly Edge[];
  /** What is left in JavaScript, and the modules of Node, which to the compiler are no files. */
  readonly bundler: readonly Edge[];
}

export async function importLists(root: string): Promise<ImportLists> {
  const [compiler, bundler] = await Promise.all([compilerImports(root), bundlerImports(root)]);
  return { compiler, bundler };
}

/** Every import once. */
export function importsOf({ compiler, bundler }: ImportLists): readonly Import[] {
  const isLeft = new Set(bundler.map(keyOf));
  const types = compiler.filter((edge) => !isLeft.has(keyOf(edge)));
  return [...bundler.map((edge) => ({ ...edge, isType: false })), ...types.map((edge) => ({ ...edge, isType: true }))];
}

export const keyOf = ({ from, to }: Edge): string => `${from} imports ${to}`;

const distinct = (edges: readonly Edge[]): readonly Edge[] => [
  ...new Map(edges.map((edge) => [keyOf(edge), edge])).values(),
];

/**
 * `tsc --explainFiles` prints each file of the program, and indented below it, why it is part of it: `Imported via './json' from
 * file 'src/json/leftovers.ts'`. Unlike the compiler's API, which its package calls unstable, the flag has been there for years.
 */
async function compilerImports(root: string): Promise<readonly Edge[]> {
  const [library, page] = await Promise.all(projects.map((project) => importsOfProject(root, project)));
  return distinct([...(library ?? []), ...(page ?? [])]);
}

/** The library, and the inspector's page, which is for browsers. */
const projects = ['tsconfig.build.json', 'src/inspector/page'];

async function importsOfProject(root: string, project: string): Promise<readonly Edge[]> {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const flags = ['-p', project, '--listFilesOnly', '--explainFiles'];
  const options = { cwd: root, maxBuffer: 64 * 2 ** 20 };
  const { stdout } = await promisify(execFile)(process.execPath, [tsc, ...flags], options);
  let file = '';
  const edges: Edge[] = [];
  for (const line of stdout.split(/\r?\n/)) {
    if (!line.startsWith(' ')) file = line;
    const [, specifier = '', from] = /^ +Imported via ['"](.+?)['"] from file 'src\/(.+?)'/.exec(line) ?? [];
    if (from !== undefined) edges.push({ from, to: file.startsWith('src/') ? file.slice('src/'.length) : specifier });
  }
  return edges;
}

async function bundlerImports(root: string): Promise<readonly Edge[]> {
  const contents = sourceFiles(root).map((path) => `import './src/${path}';`);
  const { metafile } = await build({
    absWorkingDir: root,
    stdin: { contents: contents.join('\n'), resolveDir: root },
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  });
  const edges = Object.entries(metafile.inputs).flatMap(([file, { imports }]) =>
    imports
      .filter(({ path }) => path !== '<runtime>')
      .map(({ path }) => ({ from: file.replace(/^src\//, ''), to: path.replace(/^src\//, '') })),
  );
  return distinct(edges.filter(({ from }) => from !== '<stdin>'));
}
