// Every SDK in every form on every release of Node: `npm run test:matrix`. Words after it choose the cells whose name has all
// of them: `npm run test:matrix -- openai bundle 22`.
import { problemsOfApis } from './apis/cell';
import { type Cell, problemsIn, reasonAgainst } from './cell';
import { type Form, forms } from './forms';
import { type Release, releases } from './nodes';
import { sdks } from './sdks';

/** How an app is loaded differs from release to release; what then runs it differs no more. */
const cells: readonly Cell[] = sdks.flatMap((sdk) =>
  forms.flatMap((form) =>
    (isLoading(form) ? releases : releases.slice(1, 2)).map((release): Cell => ({ sdk, form, release })),
  ),
);

function isLoading(form: Form): boolean {
  return form === 'CommonJS' || form === 'ES module' || form === 'bundle';
}

type Outcome = { readonly cell: Cell; readonly problems: readonly string[]; readonly reason?: string };

const nameOf = ({ sdk, form, release }: Cell): string => `${sdk.name}, ${form}, Node ${release}`;

async function outcomeOf(cell: Cell): Promise<Outcome> {
  const reason = reasonAgainst(cell);
  if (reason !== undefined) return { cell, problems: [], reason };
  const problems = await problemsIn(cell).catch((error: unknown) => [String(error)]);
  for (const problem of problems) console.log(`${nameOf(cell)}: ${problem}`);
  return { cell, problems };
}

async function main(words: readonly string[]): Promise<void> {
  const chosen = cells.filter((cell) => words.every((word) => nameOf(cell).includes(word)));
  const waiting = [...chosen];
  const outcomes: Outcome[] = [];
  const worker = async (): Promise<void> => {
    for (let cell = waiting.shift(); cell !== undefined; cell = waiting.shift()) outcomes.push(await outcomeOf(cell));
  };
  await Promise.all([worker(), worker()]);
  const apis = await outcomesOfApis(words);
  if (outcomes.length > 0) printTable(outcomes);
  const failed =
    outcomes.filter(({ problems }) => problems.length > 0).length + apis.filter((passes) => !passes).length;
  const skipped = outcomes.filter(({ reason }) => reason !== undefined).length;
  const all = outcomes.length + apis.length;
  console.log(`${all - failed - skipped} passed, ${failed} failed, ${skipped} skipped`);
  process.exitCode = failed === 0 && all > 0 ? 0 : 1;
}

/** The app of all APIs, in one process on each release: whether it passes. */
async function outcomesOfApis(words: readonly string[]): Promise<readonly boolean[]> {
  const passed: boolean[] = [];
  for (const release of releases) {
    const name = `apis, CommonJS, Node ${release}`;
    if (!words.every((word) => name.includes(word))) continue;
    const problems = await problemsOfApis('', release).catch((error: unknown) => [String(error)]);
    for (const problem of problems) console.log(`${name}: ${problem}`);
    console.log(`${name}: ${problems.length === 0 ? '✓' : `✗ ${problems.length}`}`);
    passed.push(problems.length === 0);
  }
  return passed;
}

function printTable(outcomes: readonly Outcome[]): void {
  const columns = [...new Map(outcomes.map(({ cell }) => [columnOf(cell.form, cell.release), cell])).keys()].sort();
  const names = sdks.map(({ name }) => name).filter((name) => outcomes.some(({ cell }) => cell.sdk.name === name));
  const width = Math.max(...names.map((name) => name.length));
  console.log(`\n${''.padEnd(width)}  ${columns.join('  ')}`);
  for (const name of names) {
    const marks = columns.map((column) => {
      const found = outcomes.find(({ cell }) => cell.sdk.name === name && columnOf(cell.form, cell.release) === column);
      return markOf(found).padEnd(column.length);
    });
    console.log(`${name.padEnd(width)}  ${marks.join('  ')}`.trimEnd());
  }
  for (const reason of new Set(outcomes.flatMap((outcome) => outcome.reason ?? []))) console.log(`– ${reason}`);
}

const columnOf = (form: Form, release: Release): string => `${form} ${release}`;

function markOf(outcome: Outcome | undefined): string {
  if (outcome === undefined) return '';
  if (outcome.reason !== undefined) return '–';
  return outcome.problems.length === 0 ? '✓' : `✗ ${outcome.problems.length}`;
}

main(process.argv.slice(2));
