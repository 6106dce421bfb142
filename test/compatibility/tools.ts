import { join } from 'node:path';
import { cached, type Npm, versionOf } from './folders';

const packages = ['npm-10@npm:npm@10', 'npm-11@npm:npm@11', 'pnpm@10', '@yarnpkg/cli-dist@4'];

let folder: Promise<string> | undefined;

/** The folder with the package managers that the checks install with. */
function tools(): Promise<string> {
  folder ??= cached('tools', packages);
  return folder;
}

export async function npmOf(release: '10' | '11', node: string): Promise<Npm> {
  return { node, script: join(await tools(), 'node_modules', `npm-${release}`, 'bin', 'npm-cli.js') };
}

/** The script of a package manager, and its version. */
export async function managerOf(
  name: 'npm-10' | 'npm-11' | 'pnpm' | '@yarnpkg/cli-dist',
): Promise<{ readonly script: string; readonly version: string }> {
  const main = { pnpm: 'pnpm.cjs', '@yarnpkg/cli-dist': 'yarn.js' }[name as string] ?? 'npm-cli.js';
  return {
    script: join(await tools(), 'node_modules', name, 'bin', main),
    version: versionOf(await tools(), name),
  };
}
