import type { Stats } from '../../src/observability/diagnostics';
import type { LifeEnd } from './life';
import type { Records } from './records';
import { type End, isKilled, type Script } from './script';

/** What a script has come to. */
export interface Story {
  readonly script: Script;
  readonly lives: readonly LifeEnd[];
  /** Calls of killed processes that were on the disk without a verdict. */
  readonly onDisk: readonly string[];
  /** Of the last process, which found a healthy server. */
  readonly lastStats: Stats | undefined;
  /** Records that were on the disk after it. */
  readonly leftOnDisk: number;
  readonly records: Records;
}

const exits: Readonly<Record<End, string>> = {
  'nothing left to do': '0',
  exit: '3',
  exception: '1',
  signal: 'SIGTERM',
  shutdown: '0',
  kill: 'SIGKILL',
};

const lostIn = ({ lost }: Pick<Stats, 'lost'>): number => Object.values(lost).reduce((sum, count) => sum + count, 0);

/** Calls of processes that were not killed. */
export const callsOf = ({ script, lives }: Story): readonly string[] =>
  lives.flatMap(({ made }, life) =>
    isKilled(script, life) ? [] : Array.from({ length: made }, (_, index) => `call-${life}-${index}`),
  );

/** Every sentence is a law of docs/delivery.md that was broken, with what shows it. */
export function brokenLaws(story: Story): readonly string[] {
  const { script, lives, records } = story;
  const { ambiguous, sentAgain } = records;
  return [
    ...lives.flatMap((life, index) => {
      const expected = exits[script.lives[index]?.end ?? 'exit'];
      return life.exit === expected ? [] : [`process ${index} ended with ${life.exit} instead of ${expected}`];
    }),
    ...lives.flatMap(({ stats }, index) => (stats === undefined ? [] : brokenSums(stats, index))),
    ...(ambiguous.length === 0 ? [] : [`a call came under several ids: ${shown(ambiguous)}`]),
    ...(sentAgain.length === 0 ? [] : [`sent again after its acknowledgement: ${shown(sentAgain)}`]),
    ...(script.hasSpool ? brokenBySpool(story) : brokenInMemory(story)),
  ];
}

const brokenSums = (stats: Stats, index: number): readonly string[] =>
  [stats, stats.sessions, stats.updates].every(
    (counts) => counts.accepted === counts.delivered + counts.pending + lostIn(counts),
  )
    ? []
    : [`process ${index}: accepted is not delivered + pending + lost: ${JSON.stringify(stats)}`];

/**
 * With a spool all arrives in the end that was accepted and not refused for good. What a process could not even turn into records
 * in the time that its end may take is not on the disk, and its last line says so.
 */
function brokenBySpool(story: Story): readonly string[] {
  const { lives, records, lastStats, leftOnDisk } = story;
  const isGone = (call: string): boolean => !records.isStored(call) && !records.isExcused(call);
  const stranded = story.onDisk.filter(isGone);
  const missing = callsOf(story).filter(isGone);
  const saidLost = lives.reduce((sum, life) => sum + life.saidLost, 0);
  return [
    ...(stranded.length === 0 ? [] : [`never arrived, though on the disk: ${shown(stranded)}`]),
    ...(missing.length <= saidLost
      ? []
      : [`never arrived, with a spool: ${shown(missing)}, of which ${saidLost} are said to be lost`]),
    ...(lastStats !== undefined && lostIn(lastStats) === 0 ? [] : [`the last process: ${JSON.stringify(lastStats)}`]),
    ...(leftOnDisk === 0 ? [] : [`${leftOnDisk} are left on the disk`]),
  ];
}

/** Without a spool what has not arrived is said to be lost, and nothing else is. */
function brokenInMemory(story: Story): readonly string[] {
  const { script, lives, records } = story;
  const { acknowledged } = records;
  const [life] = lives;
  const end = script.lives[0]?.end;
  if (life === undefined || isKilled(script, 0)) return [];
  const missing = callsOf(story).filter((call) => !records.isStored(call));
  const silent = missing.filter((call) => !records.isExcused(call));
  const { made, saidLost, stats } = life;
  // Without `register`, only what has nothing left to do is delivered before its end.
  const hasLine = script.way === 'register' || end === 'nothing left to do' || end === 'shutdown';
  // Without `register`, no line at the end names what was lost since the last one: for all of it there are the stats.
  const accounted = stats === undefined ? saidLost : stats.pending + lostIn(stats);
  return [
    ...(hasLine && missing.length > 0 && saidLost === 0 ? [`lost, and no line says so: ${shown(missing)}`] : []),
    ...(silent.length > accounted ? [`lost, of which ${accounted} are accounted for: ${shown(silent)}`] : []),
    ...(stats !== undefined && missing.length > accounted
      ? [`lost, with ${accounted} in the stats: ${shown(missing)}`]
      : []),
    ...(stats !== undefined && stats.accepted !== made ? [`${stats.accepted} accepted of ${made}`] : []),
    ...(saidLost + acknowledged > made
      ? [`${saidLost} of ${made} are said to be lost, ${acknowledged} are acknowledged`]
      : []),
  ];
}

const shown = (calls: readonly string[]): string =>
  `${calls.length} (${calls.slice(0, 5).join(', ')}${calls.length > 5 ? ', …' : ''})`;
