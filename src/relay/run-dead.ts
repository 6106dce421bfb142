import { defaultQueue, openDeadLetters } from './open-queue';
import type { DeadOptions } from './options';
import type { DeadLetter } from './queue/queue';
import { relayLog } from './relay-log';
import type { RelayProcess } from './run-relay';

/**
 * Does what the command `dead` is for.
 * @returns what to print
 * @throws an Error that says what to do about it
 */
export async function runDead(
  options: DeadOptions,
  process: Pick<RelayProcess, 'dataFolder' | 'write'>,
): Promise<string> {
  const { queue = defaultQueue(process.dataFolder), stream, maxQueueBytes, task, id } = options;
  const place = { queue, stream, maxQueueBytes, fsync: 'none' } as const;
  const letters = await openDeadLetters(place, relayLog(process.write));
  try {
    const all = await letters.list();
    if (task === 'list') return all.map(line).join('');
    const chosen = id === undefined ? all : all.filter(({ entry }) => entry.id === id);
    if (id !== undefined && chosen.length === 0)
      throw new Error(`There is no dead letter "${id}". See honeyhive-otel dead list.`);
    if (task === 'show') return chosen.map((letter) => line(letter) + text(letter)).join('');
    if (task === 'retry') await letters.retry(chosen);
    else await letters.drop(chosen);
    const count = `${chosen.length} ${chosen.length === 1 ? 'dead letter' : 'dead letters'}`;
    return task === 'drop'
      ? `Dropped ${count}.\n`
      : `Queued ${count} again. A relay that runs has them within a minute.\n`;
  } finally {
    await letters.close();
  }
}

const line = ({ entry, reason, at }: DeadLetter): string =>
  `${new Date(at).toISOString()}  ${entry.kind}  ${entry.api}  ${entry.id}  ${reason}\n`;

function text({ entry }: DeadLetter): string {
  return `${JSON.stringify(JSON.parse(entry.bytes.toString()), undefined, 2)}\n`;
}
