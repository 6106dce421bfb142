// npm run bench [-- parts] [--quick] [--check] [--rounds=7]: see README.md in this folder.
import { writeFileSync } from 'node:fs';
import { barResults } from './bars.mjs';
import { chart } from './chart.mjs';
import { startChild } from './child.mjs';
import { block } from './parts/block.mjs';
import { costOf } from './parts/cost.mjs';
import { end } from './parts/end.mjs';
import { footprint } from './parts/footprint.mjs';
import { latency } from './parts/latency.mjs';
import { leak } from './parts/leak.mjs';
import { options } from './parts/options.mjs';
import { outage } from './parts/outage.mjs';
import { requests } from './parts/requests.mjs';
import { scaling } from './parts/scaling.mjs';
import { start } from './parts/start.mjs';
import { wire } from './parts/wire.mjs';
import { kinds } from './spans.mjs';
import { regressions, store, stored } from './stored.mjs';
import { table } from './table.mjs';

const parts = {
  ...Object.fromEntries(kinds.map((kind) => [kind, costOf(kind)])),
  end,
  block,
  latency,
  options,
  scaling,
  start,
  footprint,
  wire,
  requests,
  outage,
  leak,
};

const { flags, names, rounds } = commandLine(process.argv.slice(2));
const quick = flags.has('--quick');
const values = {};

await reportLimitDifferences();
for (const name of names) {
  const sink = startChild('sink.mjs');
  try {
    console.log(`\n## ${name}\n${parts[name].about}\n`);
    const { columns, rows, values: measured } = await parts[name].run({ sink, rounds, quick });
    console.log(table(columns, rows));
    Object.assign(values, measured);
  } catch (error) {
    console.error(`${name} could not be measured: ${error.message}`);
    process.exitCode = 1;
  } finally {
    await sink.stop();
  }
}
reportBars();
if (flags.has('--check')) reportRegressions();
else save();

function commandLine(args) {
  const flags = new Set(args.filter((arg) => arg.startsWith('--') && !arg.includes('=')));
  const unknown = [...flags].filter((flag) => flag !== '--quick' && flag !== '--check');
  const names = args.filter((arg) => !arg.startsWith('--'));
  unknown.push(...names.filter((name) => parts[name] === undefined));
  const rounds = Number(args.find((arg) => arg.startsWith('--rounds='))?.slice(9) ?? (flags.has('--quick') ? 3 : 7));
  if (unknown.length > 0 || !(rounds >= 1)) {
    console.error(
      `Unknown or invalid: ${unknown.join(' ') || '--rounds'}. Parts: ${Object.keys(parts).join(' ')}. Flags: --quick --check --rounds=n`,
    );
    process.exit(2);
  }
  return { flags, names: names.length > 0 ? names : Object.keys(parts), rounds };
}

async function reportLimitDifferences() {
  const child = startChild('measure/same.mjs');
  const differences = await child.ask('differences');
  await child.stop();
  for (const difference of differences)
    console.log(`The records of the limit loop differ from the exporter's: ${difference}`);
}

function reportBars() {
  const rows = barResults(values).map(({ title, value, bar, holds }) => [
    title,
    format(value),
    bar,
    holds ? 'holds' : 'MISSED',
  ]);
  if (rows.length > 0) console.log(`\n## Bars, Node ${process.version}\n\n${table(['', 'measured', 'bar', ''], rows)}`);
}

function reportRegressions() {
  const slower = regressions(values);
  for (const { key, before, now } of slower) console.log(`\n${key} has risen from ${before} to ${now.toFixed(2)}.`);
  if (slower.length > 0) process.exitCode = 1;
  else console.log('\nNothing costs a quarter more, relative to the limit loop, than in the stored result.');
}

function save() {
  store(values);
  const drawn = chart(stored(), process.version);
  if (drawn !== undefined) writeFileSync(new URL('./chart.svg', import.meta.url), drawn);
}

function format(value) {
  return Number.isInteger(value) ? String(value) : value.toPrecision(3);
}
