import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { instrumentationIn } from '../../observability/instrumentations';
import { guarded } from '../../runtime/guarded';

/** A copy of a package. */
export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  readonly folder: string;
  /** It is what an import in the app's folder finds, rather than one in another package's folder. */
  readonly isTop: boolean;
}

/** Enough for the largest apps, and done in a second or two. */
const maxFolders = 30_000;
const maxDepth = 6;

interface Search {
  readonly found: Map<string, InstalledPackage>;
  readonly seen: Set<string>;
}

/**
 * All copies of packages of OpenTelemetry, of those that make spans of model calls, of the price library and of this one: in the
 * `node_modules` of a folder and of those above it, and inside of other packages. Reads names and versions.
 */
export function installedPackages(cwd: string): readonly InstalledPackage[] {
  const search: Search = { found: new Map(), seen: new Set() };
  const tops = new Set<string>();
  for (let folder = cwd; ; folder = dirname(folder)) {
    walk(join(folder, 'node_modules'), 0, tops, search);
    if (dirname(folder) === folder) return [...search.found.values()];
  }
}

const isOfInterest = (name: string): boolean =>
  name.startsWith('@opentelemetry/') || ours.has(name) || instrumentationIn(name) !== undefined;
const ours: ReadonlySet<string> = new Set([
  'opentelemetry-exporter-honeyhive',
  '@pydantic/genai-prices',
  '@vercel/otel',
]);

/** @param tops names that the app's imports find by now; absent inside of other packages */
function walk(modules: string, depth: number, tops: Set<string> | undefined, search: Search): void {
  const real = realOf(modules);
  if (real === undefined || search.seen.has(real) || search.seen.size > maxFolders || depth > maxDepth) return;
  search.seen.add(real);
  for (const name of namesIn(real)) {
    const folder = join(real, name);
    if (name.startsWith('.')) {
      // Where pnpm keeps all versions of all packages.
      if (name === '.pnpm')
        for (const entry of namesIn(folder)) walk(join(folder, entry, 'node_modules'), depth + 1, undefined, search);
    } else if (name.startsWith('@')) {
      for (const inner of namesIn(folder)) visit(`${name}/${inner}`, join(folder, inner), depth, tops, search);
    } else visit(name, folder, depth, tops, search);
  }
}

function visit(name: string, path: string, depth: number, tops: Set<string> | undefined, search: Search): void {
  const folder = realOf(path);
  if (folder === undefined) return;
  const isTop = tops !== undefined && !tops.has(name);
  tops?.add(name);
  if (isOfInterest(name) && (isTop || !search.found.has(folder))) {
    const version = versionOf(folder);
    if (version !== undefined) search.found.set(folder, { name, version, folder, isTop });
  }
  walk(join(folder, 'node_modules'), depth + 1, undefined, search);
}

/* Folders may be unreadable, gone, or no folders at all. */

const namesIn = (folder: string): readonly string[] => guarded(() => readdirSync(folder)) ?? [];
const realOf = (path: string): string | undefined => guarded(() => realpathSync(path));

function versionOf(folder: string): string | undefined {
  const text = guarded(() => readFileSync(join(folder, 'package.json'), 'utf8'));
  const parsed: unknown = guarded(() => JSON.parse(text ?? ''));
  const version: unknown = Reflect.get(Object(parsed), 'version');
  return typeof version === 'string' && /^[\w.+-]{1,64}$/.test(version) ? version : undefined;
}
