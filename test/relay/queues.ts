import path from 'node:path';
import { setUpQueue } from '../../src/relay/open-queue';
import { hasNats, NatsServer } from './nats-server';
import { newFolder } from './relay-process';

/** The queues that outlive a relay: the same tests run against each. They resolve with the value of `--queue`. */
export const queues: readonly [name: string, open: () => Promise<string>][] = [
  ['a directory', async () => path.join(newFolder(), 'queue')],
  [
    'NATS JetStream',
    async () => {
      const { url } = await NatsServer.start();
      // As the command does, which queue/nats.test.ts runs, and in less time than a process of it takes.
      const place = { queue: url, stream: 'honeyhive', maxQueueBytes: 2 ** 30, fsync: 'none' } as const;
      await setUpQueue(place, { maxBytes: 2 ** 30, replicas: 1, ackWaitMs: 2000 }, () => undefined);
      return url;
    },
  ],
];

/** A sentence in the report says why they do not run. */
export const describeQueue = ([name]: (typeof queues)[number]): typeof describe =>
  name !== 'NATS JetStream' || hasNats ? describe : describe.skip;
