import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { appsDir } from '../zero-code/app-process';

/** The releases of Node that the package supports. */
export const releases = [20, 22, 24] as const;
export type Release = (typeof releases)[number];

/** Where a release is: the one that runs this, or one that `test/apps/nodes` brings. */
export function nodeOf(release: Release): string {
  if (process.versions.node.startsWith(`${release}.`)) return process.execPath;
  const name = `node-${release}-${process.platform}-${process.arch}`;
  const binary = join(appsDir, 'nodes', 'node_modules', name, 'bin', 'node');
  if (!existsSync(binary)) throw new Error(`test/apps/nodes has no Node ${release} for ${process.platform}`);
  return binary;
}
