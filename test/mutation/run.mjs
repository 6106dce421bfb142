// npm run test:mutation [-- paths]: see docs/mutation-testing.md.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { merged, readSections, sectionsOf, tableOf, totalOf, written } from './survivors.mjs';

const root = join(import.meta.dirname, '../..');
const report = join(import.meta.dirname, 'report.json');
const list = join(import.meta.dirname, 'survivors.md');
const page = join(root, 'docs/mutation-testing.md');
const leastScore = 85;

/** The mapping, and the modules of delivery that are pure. */
const everything = [
  'src/mapping',
  'src/delivery/batch.ts',
  'src/delivery/http/clock-skew.ts',
  'src/delivery/http/outcome.ts',
  'src/delivery/http/server-message.ts',
  'src/delivery/http/single-outcome.ts',
  'src/delivery/send/adaptive-size-limit.ts',
  'src/delivery/send/circuit-breaker.ts',
  'src/delivery/send/retry-policy.ts',
  'src/delivery/spool/entry.ts',
];

const args = process.argv.slice(2);
const paths = args.filter((arg) => !arg.startsWith('--'));
mutate(paths.length === 0 ? everything : paths);
const now = sectionsOf(JSON.parse(readFileSync(report, 'utf8')), new Date().toISOString().slice(0, 10));
console.log(tableOf(now));
const all = merged(existsSync(list) ? readSections(readFileSync(list, 'utf8')) : [], now, (path) =>
  existsSync(join(root, path)),
);
writeFileSync(list, written(all));
writeTable(tableOf(all));
process.exitCode = totalOf(now).score < leastScore ? 1 : 0;

/** Changes the files below these paths in every way, and runs the tests with each change. */
function mutate(chosen) {
  const patterns = chosen.map((path) => (statSync(join(root, path)).isDirectory() ? `${path}/**/*.ts` : path));
  const stryker = join(import.meta.dirname, 'node_modules/@stryker-mutator/core/bin/stryker.js');
  const options = args.filter((arg) => arg.startsWith('--'));
  const config = join(import.meta.dirname, 'stryker.config.mjs');
  const command = [stryker, 'run', config, '--mutate', patterns.join(), ...options];
  execFileSync(process.execPath, command, { cwd: root, stdio: 'inherit' });
}

function writeTable(table) {
  const [before, after] = ['<!-- Made by: npm run test:mutation -->\n\n', '\n<!-- End of what is made. -->'];
  const text = readFileSync(page, 'utf8');
  const [start, end] = [text.indexOf(before) + before.length, text.indexOf(after)];
  writeFileSync(page, text.slice(0, start) + table + text.slice(end));
}
