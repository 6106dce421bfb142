import { join } from 'node:path';
import type { Fsync } from '../delivery/spool/segment-set';
import { DeadFiles, DeadInMemory } from './queue/dead-store';
import { LocalDeadLetters } from './queue/local-dead';
import { MemoryLog, SpoolLog } from './queue/local-log';
import { LocalQueue } from './queue/local-queue';
import { connectNats } from './queue/nats-connection';
import { NatsDeadLetters } from './queue/nats-dead';
import { NatsQueue } from './queue/nats-queue';
import { namesOf, type StreamSizes, setUpStream } from './queue/nats-stream';
import type { DeadLetters, Queue, QueueEvents } from './queue/queue';
import type { RelayLog } from './relay-log';

export interface QueuePlace {
  /** A directory, `memory`, or the URL of a NATS server. */
  readonly queue: string;
  /** Of the NATS server. */
  readonly stream: string;
  readonly maxQueueBytes: number;
  /** When the disk itself must have an entry. */
  readonly fsync: Fsync;
}

/** Where the queue is if none is named. @param dataFolder of the user */
export const defaultQueue = (dataFolder: string): string => join(dataFolder, 'relay');

const isNats = (queue: string): boolean => /^(?:nats|tls):\/\//.test(queue);

/** @throws an Error that says what to do */
export async function openQueue(place: QueuePlace, log: RelayLog): Promise<Queue> {
  const { queue, stream, maxQueueBytes } = place;
  const events = queueEvents(log);
  if (isNats(queue)) return NatsQueue.open(await connectNats(queue, events), stream, events);
  if (queue === 'memory') return new LocalQueue(new MemoryLog(maxQueueBytes), new DeadInMemory(), events);
  return inDirectory(place, events);
}

function inDirectory({ queue: directory, maxQueueBytes: maxBytes, fsync }: QueuePlace, events: QueueEvents): Queue {
  return new LocalQueue(new SpoolLog({ directory, maxBytes, fsync }, events), new DeadFiles(directory), events);
}

/** @throws an Error that says what to do */
export async function openDeadLetters(place: QueuePlace, log: RelayLog): Promise<DeadLetters> {
  const { queue, stream } = place;
  if (queue === 'memory')
    throw new Error('Dead letters of a queue in memory end with its relay. Name another with --queue.');
  const events = queueEvents(log);
  if (isNats(queue)) return new NatsDeadLetters(await connectNats(queue, events), stream);
  return new LocalDeadLetters(new DeadFiles(queue), () => inDirectory(place, events));
}

/** Makes what a relay needs of a NATS server. @throws an Error that says what to do */
export async function setUpQueue({ queue, stream }: QueuePlace, sizes: StreamSizes, log: RelayLog): Promise<void> {
  if (!isNats(queue)) throw new Error('setup is for a queue in NATS: name its server with --queue nats://host:4222.');
  const nats = await connectNats(queue, queueEvents(log));
  try {
    await setUpStream(nats, namesOf(stream), sizes);
  } finally {
    await nats.connection.close();
  }
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
