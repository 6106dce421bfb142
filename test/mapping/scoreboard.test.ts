import type { Aspect } from '../support/comparison';
import { type Fixture, fixtures } from '../support/fixture';
import { type Loss, losses, lossOf } from '../support/losses';
import { carriedAspects, libraries } from '../support/model-calls';

const leastShare = 0.995;

const columns: readonly (readonly [title: string, aspects: RegExp])[] = [
  ['texts in', /^(input text of .*|tool answer|media)$/],
  ['texts out', /^(output text|reasoning|refusal)$/],
  ['tool calls', /^(input|output) tool call$/],
  ['tools', /^tool (name|description|parameters)$/],
  ['parameters', /^parameter /],
  ['tokens', /^usage /],
  ['ids', /^response id$/],
  ['finish', /^finish reason$/],
  ['errors', /^error$/],
  ['model', /^(request|response) model$/],
  ['all', /^/],
];

interface Score extends Aspect {
  /** Why it is missing, where that is known. */
  readonly loss: Loss | undefined;
}

const scoresOf = (recorded: Fixture): readonly Score[] =>
  carriedAspects(recorded, 2).map((aspect) => ({
    ...aspect,
    loss: aspect.holds ? undefined : lossOf(recorded, aspect.name),
  }));

const rows = libraries.map((library) => ({ library, scores: fixtures(library).flatMap(scoresOf) }));
const everything = rows.flatMap(({ scores }) => scores);

const shareOf = (scores: readonly Aspect[]): number => scores.filter(({ holds }) => holds).length / scores.length;

/** Rounded down: nothing is 100 but what is whole. */
const percent = (scores: readonly Aspect[]): string =>
  scores.length === 0 ? '·' : String(Math.floor(shareOf(scores) * 1000) / 10);

const line = (title: string, cells: readonly string[]): string =>
  title.slice(0, 27).padEnd(28) +
  cells.map((cell, index) => cell.padStart((columns[index]?.[0] ?? '').length + 2)).join('');

function scoreLine(title: string, scores: readonly Score[]): string {
  const shares = columns.map(([, aspects]) => percent(scores.filter(({ name }) => aspects.test(name))));
  const missing = scores.filter(({ holds }) => !holds).length;
  return `${line(title, shares)}  of ${scores.length}${missing === 0 ? '' : `, ${missing} missing`}`;
}

const lossLine = (loss: Loss): string => {
  const [library, scenario, , reason] = loss;
  const times = everything.filter((score) => score.loss === loss).length;
  return `${String(times).padStart(4)}  ${library.source} ${scenario.source}: ${reason}`.replaceAll(/[\^$\\]/g, '');
};

afterAll(() => {
  const table = [
    line(
      '% in its field, of carried',
      columns.map(([title]) => title),
    ),
    ...rows.map(({ library, scores }) => scoreLine(library, scores)),
    scoreLine('all', everything),
    'Known to be missing:',
    ...losses.map(lossLine),
  ];
  process.stdout.write(`${table.join('\n')}\n`);
});

test('parts of the exchanges that spans have are in their fields, known losses included', () => {
  expect(shareOf(everything)).toBeGreaterThanOrEqual(leastShare);
});

test('parts of the exchange that a library records are in their fields, except for known losses', () => {
  const low = rows
    .map(({ library, scores }) => ({ library, scores: scores.filter(({ loss }) => loss === undefined) }))
    .filter(({ scores }) => scores.length === 0 || shareOf(scores) < leastShare);
  expect(low.map(({ library, scores }) => scoreLine(library, scores))).toEqual([]);
});

test('every library with a recorded exchange is counted, and every aspect in one column', () => {
  const uncounted = fixtures('').filter(
    ({ library, truth }) => truth.length > 0 && !libraries.some((start) => library.startsWith(start)),
  );
  expect(uncounted.map(({ library, scenario }) => `${library} ${scenario}`)).toEqual([]);
  const fields = columns.slice(0, -1);
  const astray = everything.filter(({ name }) => fields.filter(([, aspects]) => aspects.test(name)).length !== 1);
  expect([...new Set(astray.map(({ name }) => name))]).toEqual([]);
});
