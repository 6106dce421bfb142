// The results of the last full run on each major version of Node, kept with the code.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';

const file = new URL(`./results/node-${process.versions.node.split('.')[0]}.json`, import.meta.url);

export function stored() {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).values;
  } catch {
    return {};
  }
}

/** Stores these values; values of parts that were not run stay. */
export function store(values) {
  const rounded = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, Number(value.toPrecision(3))]));
  const all = Object.entries({ ...stored(), ...rounded }).sort(([a], [b]) => (a < b ? -1 : 1));
  mkdirSync(new URL('.', file), { recursive: true });
  const about = { node: process.version, cpu: cpus()[0]?.model, values: Object.fromEntries(all) };
  writeFileSync(file, `${JSON.stringify(about, undefined, 2)}\n`);
}

/** Ratios within one run are comparable between machines, and vary by 15 %. */
const tolerance = 1.25;

/** The ratios to the limit loop that are a quarter higher than in the stored result. */
export const regressions = (values) => {
  const before = stored();
  return Object.entries(values)
    .filter(([key]) => /\.ours(-batched)?\.ratio$/.test(key) && before[key] !== undefined)
    .filter(([key, value]) => value > before[key] * tolerance)
    .map(([key, value]) => ({ key, before: before[key], now: value }));
};
