import { join } from 'node:path';
import type { Fsync } from '../delivery/spool/segment-set';
import { DeadFiles, DeadInMemory } from './queue/dead-store';
import { MemoryLog, SpoolLog } from './queue/local-log';
import { LocalQueue } from './queue/local-queue';
import type { Queue, QueueEvents } from './queue/queue';
import type { RelayLog } from './relay-log';

export interface QueuePlace {
  /** A directory, `memory`, or the URL of a NATS server. */
  readonly queue: string;
  readonly maxQueueBytes: number;
  /** When the disk itself must have an entry. */
  readonly fsync: Fsync;
}

/** Where the queue is if none is named. @param dataFolder of the user */
export const defaultQueue = (dataFolder: string): string => join(dataFolder, 'relay');

/** @throws an Error that says what to do */
export async function openQueue(place: QueuePlace, log: RelayLog): Promise<Queue> {
  const { queue, maxQueueBytes: maxBytes, fsync } = place;
  const events = queueEvents(log);
  if (queue === 'memory') return new LocalQueue(new MemoryLog(maxBytes), new DeadInMemory(), events);
  const files = new SpoolLog({ directory: queue, maxBytes, fsync }, events);
  return new LocalQueue(files, new DeadFiles(queue), events);
}

/** Says once that the queue is away, and once that it is back. */
function queueEvents(log: RelayLog): QueueEvents {
  let isAway = false;
  return {
    away: (problem) => {
      if (!isAway) log('error', 'queue_away', { problem });
      isAway = true;
    },
    back: () => {
      if (isAway) log('info', 'queue_back');
      isAway = false;
    },
    problem: (problem) => log('warn', 'queue_problem', { problem }),
    damaged: (entries) => log('error', 'queue_damaged', { entries }),
  };
}
