// The packages and bytes that installing adds to an app with an OpenTelemetry SDK, counted in the installed folders.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dist } from '../installed.mjs';

const bench = fileURLToPath(new URL('..', import.meta.url));
const root = dirname(bench.replace(/\/$/, ''));
const sdk = ['@opentelemetry/api', '@opentelemetry/sdk-trace-node'];
const peers = {
  'OTLP JSON': '@opentelemetry/exporter-trace-otlp-http',
  'OTLP proto': '@opentelemetry/exporter-trace-otlp-proto',
  Langfuse: '@langfuse/otel',
};

const bytesOf = (folder) =>
  readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? sum : sum + bytesOf(path);
    return sum + statSync(path).size;
  }, 0);

/** The folder in which Node finds a package from another folder, or `undefined`. */
function folderOf(name, from) {
  for (let at = from; ; at = dirname(at)) {
    const folder = join(at, 'node_modules', name);
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (at === dirname(at)) return undefined;
  }
}

/** The folders of packages and of all their dependencies, peers included. */
function closure(names, from, found = new Set()) {
  for (const name of names) {
    const folder = folderOf(name, from);
    if (folder === undefined || found.has(folder)) continue;
    found.add(folder);
    const { dependencies = {}, peerDependencies = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    closure([...Object.keys(dependencies), ...Object.keys(peerDependencies)], folder, found);
  }
  return found;
}

function added(folders, given) {
  const own = [...folders].filter((folder) => !given.has(folder));
  return { packages: own.length, megabytes: own.reduce((sum, folder) => sum + bytesOf(folder), 0) / 1e6 };
}

function ours() {
  const { dependencies = {} } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const files = ['README.md', 'LICENSE', 'CHANGELOG.md', 'package.json'].map((name) => join(root, name));
  const own = bytesOf(dist) + files.filter(existsSync).reduce((sum, file) => sum + statSync(file).size, 0);
  const needs = added(closure(Object.keys(dependencies), root), new Set());
  return { packages: 1 + needs.packages, megabytes: own / 1e6 + needs.megabytes };
}

export const footprint = {
  about: 'Packages and MB that installing adds to an app with an OpenTelemetry SDK',
  async run() {
    const given = closure(sdk, bench);
    const results = { ours: ours() };
    for (const [name, peer] of Object.entries(peers)) results[name] = added(closure([peer], bench), given);
    return {
      columns: ['', 'packages', 'MB'],
      rows: Object.entries(results).map(([name, r]) => [name, r.packages, r.megabytes.toFixed(2)]),
      values: Object.fromEntries(
        Object.entries(results).flatMap(([name, r]) => [
          [`footprint.${name}.packages`, r.packages],
          [`footprint.${name}.megabytes`, r.megabytes],
        ]),
      ),
    };
  },
};
