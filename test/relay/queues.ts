import path from 'node:path';
import { hasNats, NatsServer, setUp } from './nats-server';
import { newFolder } from './relay-process';

/** The queues that outlive a relay: the same tests run against each. They resolve with the value of `--queue`. */
export const queues: readonly [name: string, open: () => Promise<string>][] = [
  ['a directory', async () => path.join(newFolder(), 'queue')],
  [
    'NATS JetStream',
    async () => {
      const { url } = await NatsServer.start();
      await setUp(url);
      return url;
    },
  ],
];

/** A sentence in the report says why they do not run. */
export const describeQueue = ([name]: (typeof queues)[number]): typeof describe =>
  name !== 'NATS JetStream' || hasNats ? describe : describe.skip;
