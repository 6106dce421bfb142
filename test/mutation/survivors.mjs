// The list of mutants that no test notices, by file: what a run says replaces the sections of its files and leaves the others.

const isKilled = ({ status }) => status === 'Killed' || status === 'Timeout';
const isAlive = ({ status }) => status === 'Survived' || status === 'NoCoverage';
/** Of a table, in a run without those. */
const isLeftOut = ({ status }) => status === 'Ignored';

/** What a report says of each file. */
export const sectionsOf = ({ files }, date) =>
  Object.entries(files).map(([path, { source, mutants }]) => {
    const killed = mutants.filter(isKilled).length;
    const alive = mutants.filter(isAlive).sort(byPlace);
    const left = mutants.filter(isLeftOut).length;
    return { path, date, killed, all: killed + alive.length, left, lines: linesOf(alive, source) };
  });

const percent = (part, whole) => (whole === 0 ? 100 : (100 * part) / whole);

const byPlace = ({ location: { start: one } }, { location: { start: other } }) =>
  one.line - other.line || one.column - other.column;

/** Of a file with few of them, each; of one with many, where they are. `report.json` has all that a run has found. */
const fewMutants = 12;

function linesOf(alive, source) {
  if (alive.length <= fewMutants) return alive.map((each) => lineOf(each, source));
  const places = new Map();
  for (const { location } of alive) places.set(location.start.line, (places.get(location.start.line) ?? 0) + 1);
  const named = [...places].map(([line, count]) => (count === 1 ? `${line}` : `${line} (${count})`));
  return [`- In lines ${named.join(', ')}`];
}

function lineOf({ location: { start, end }, replacement, mutatorName, status }, source) {
  const lines = source.split('\n').slice(start.line - 1, end.line);
  lines.push(lines.pop().slice(0, end.column - 1));
  const [first, ...others] = lines;
  const original = [first.slice(start.column - 1), ...others].join('\n');
  const untested = status === 'NoCoverage' ? ', which no test runs' : '';
  return `- ${start.line}: ${code(original)} as ${code(replacement ?? mutatorName)}${untested}`;
}

/** As Markdown's code, whatever backticks are in it. */
function code(text) {
  const line = text.replaceAll(/\s+/g, ' ');
  const fence = '`'.repeat(1 + Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length)));
  return `${fence} ${line.length > 70 ? `${line.slice(0, 70)}…` : line} ${fence}`;
}

const intro = `# Mutants that no test notices

Made by \`npm run test:mutation\`; [mutation-testing.md](../../docs/mutation-testing.md) says why they stay. A line has what stands
at its number in the source, and what it was changed to. Of a file with more than twelve, there are the numbers of the lines, with how
many are in each.
`;

export const written = (sections) => [intro, ...sections.map(writtenSection)].join('\n');

function writtenSection({ path, date, killed, all, left, lines }) {
  const counts = `${killed} of ${all} noticed${left === 0 ? '' : `, ${left} not run`}`;
  return [`## ${path}: ${counts}, ${date}`, ...(lines.length === 0 ? [] : ['']), ...lines, ''].join('\n');
}

export const readSections = (text) =>
  text
    .split(/^## /m)
    .slice(1)
    .map((each) => {
      const [head, ...lines] = each.split('\n').filter((line) => line !== '');
      const [, path, killed, all, left = 0, date] = /^(.+): (\d+) of (\d+) noticed,(?: (\d+) not run,)? (.+)$/.exec(
        head,
      );
      return { path, date, killed: Number(killed), all: Number(all), left: Number(left), lines };
    });

/** @param exists whether a file is still there */
export const merged = (before, now, exists) =>
  [...new Map([...before, ...now].map((each) => [each.path, each])).values()]
    .filter(({ path }) => exists(path))
    .sort((one, other) => (one.path < other.path ? -1 : 1));

/** A row for each folder, and one for all of them. */
export function tableOf(sections) {
  const folders = new Map();
  for (const each of sections) {
    const folder = each.path
      .split('/')
      .slice(1, each.path.startsWith('src/mapping/') ? 3 : 2)
      .join('/');
    folders.set(folder, [...(folders.get(folder) ?? []), each]);
  }
  const rows = [...folders].map(([folder, files]) => rowOf(folder.endsWith('.ts') ? folder : `${folder}/`, files));
  return [
    '| in | mutants | noticed | score | not run | on |',
    '| --- | --: | --: | --: | --: | --- |',
    ...rows,
    rowOf('all', sections),
    '',
  ].join('\n');
}

function rowOf(name, files) {
  const { killed, all, left, score } = totalOf(files);
  const dates = files.map(({ date }) => date).sort();
  const period = [...new Set([dates[0], dates.at(-1)])].join(' to ');
  return `| ${name} | ${all} | ${killed} | ${score.toFixed(1)} % | ${left} | ${period} |`;
}

/** How many of the mutants of these files are noticed. */
export function totalOf(files) {
  const sum = (of) => files.reduce((total, file) => total + of(file), 0);
  const [killed, all, left] = ['killed', 'all', 'left'].map((name) => sum((file) => file[name]));
  return { killed, all, left, score: percent(killed, all) };
}
