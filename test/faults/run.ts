// Random fault scripts and kills against real processes: `npm run test:faults`. See CONTRIBUTING.md.
import { availableParallelism } from 'node:os';
import { builtPackage } from '../delivery/spool/app';
import { removeDirectories } from '../delivery/spool/log-files';
import { startOpenAi } from '../support/providers/openai.cjs';
import { chooseSeed, randomNumbers } from '../support/seed';
import { type KillsEnd, runKills } from './kills';
import { type Played, play } from './play';

const given = new Map(process.argv.slice(2).map((argument) => argument.split('=') as [string, string | undefined]));
const known = ['scripts', 'from', 'kills', 'parallel', 'node'];
const numberOf = (name: string, otherwise: number): number => {
  const number = Number(given.get(name) ?? otherwise);
  if (!Number.isInteger(number) || number < 0) throw new Error(`${name} must be a whole number`);
  return number;
};

const seed = chooseSeed(process.env['HH_TEST_SEED']);
const node = given.get('node') ?? process.execPath;
const killsOfChain = 25;

async function main(): Promise<void> {
  const unknown = [...given.keys()].filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`unknown: ${unknown.join(', ')}; known: ${known.join(', ')}`);
  const [scripts, from, kills] = [numberOf('scripts', 1000), numberOf('from', 1), numberOf('kills', 500)];
  console.log(`Seed ${seed}, ${node}: scripts ${from} to ${from + scripts - 1}, ${kills} kills.`);
  const played = await playAll(from, scripts);
  const chains = await inParallel(Math.ceil(kills / killsOfChain), (index) => killChain(kills, index));
  removeDirectories();
  console.log(`\n${summary(played, chains)}`);
  process.exitCode = [...played, ...chains].some(({ broken }) => broken.length > 0) ? 1 : 0;
}

async function playAll(from: number, count: number): Promise<readonly Played[]> {
  const model = await startOpenAi();
  const place = { node, dist: builtPackage, modelUrl: model.url };
  let done = 0;
  const played = await inParallel(count, async (index) => {
    const number = from + index;
    const one = await play(seed + number, place);
    done += 1;
    if (one.broken.length > 0) console.log(reportOf(one, number));
    if (done % 50 === 0) console.log(`${done} scripts`);
    return one;
  });
  await model.close();
  return played;
}

const reportOf = ({ broken, script, stderr }: Played, number: number): string =>
  [
    `\nScript ${number} broke a law; HH_TEST_SEED=${seed} npm run test:faults -- from=${number} scripts=1 kills=0`,
    ...broken.map((law) => `  ${law}`),
    `  ${JSON.stringify(script)}`,
    ...stderr.split('\n').map((line) => `  | ${line}`),
  ].join('\n');

async function killChain(kills: number, index: number): Promise<KillsEnd> {
  const count = Math.min(killsOfChain, kills - index * killsOfChain);
  const end = await runKills(count, randomNumbers(seed + index), { node });
  for (const law of end.broken)
    console.log(`\nThe kills ${index * killsOfChain + 1} to ${index * killsOfChain + count}: ${law}`);
  return end;
}

/** @returns in the order of their indices */
async function inParallel<T>(count: number, run: (index: number) => Promise<T>): Promise<readonly T[]> {
  const results: T[] = [];
  let next = 0;
  const runNext = async (): Promise<void> => {
    for (let index = next++; index < count; index = next++) results[index] = await run(index);
  };
  await Promise.all(Array.from({ length: numberOf('parallel', 2 * availableParallelism()) }, runNext));
  return results;
}

function summary(played: readonly Played[], chains: readonly KillsEnd[]): string {
  const sum = <T>(list: readonly T[], count: (one: T) => number): number =>
    list.reduce((total, one) => total + count(one), 0);
  return [
    `Scripts: ${played.length}, with ${sum(played, ({ processes }) => processes)} processes, ${sum(played, (one) => one.kills)} of them killed, and ${sum(played, ({ requests }) => requests)} requests.`,
    `  ${sum(played, ({ calls }) => calls)} calls; ${sum(played, ({ stored }) => stored)} arrived; ${sum(played, ({ saidLost }) => saidLost)} lost, and said so.`,
    `  ${played.filter(({ broken }) => broken.length > 0).length} broke a law.`,
    `Kills: ${sum(chains, ({ kills }) => kills)}, ${sum(chains, ({ torn }) => torn)} of them in the middle of an entry.`,
    `  ${sum(chains, ({ onDisk }) => onDisk)} records on the disk; ${sum(chains, ({ finished }) => finished)} with their verdict; ${sum(chains, ({ received }) => received)} received.`,
    `  ${chains.filter(({ broken }) => broken.length > 0).length} of ${chains.length} directories broke a law.`,
  ].join('\n');
}

void main();
