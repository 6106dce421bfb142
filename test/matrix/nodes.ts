import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { appsDir } from '../zero-code/app-process';

/** The releases of Node that the package supports. */
export const releases = [20, 22, 24] as const;
export type Release = (typeof releases)[number];

/** Where a release is: the one that runs this, what `NODE_22` and its like name, or what `test/apps/nodes` brings for Linux. */
export function nodeOf(release: Release): string {
  const named = process.env[`NODE_${release}`];
  if (named !== undefined) return named;
  if (process.versions.node.startsWith(`${release}.`)) return process.execPath;
  const name = `node-${release}-${process.platform}-${process.arch}`;
  const binary = join(appsDir, 'nodes', 'node_modules', name, 'bin', 'node');
  if (!existsSync(binary)) throw new Error(`There is no Node ${release} here; NODE_${release} can say where one is`);
  return binary;
}
