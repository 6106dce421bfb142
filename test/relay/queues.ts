import path from 'node:path';
import { newFolder } from './relay-process';

/** Where a relay under test keeps its queue. */
export interface QueueUnderTest {
  /** The value of `--queue`. */
  readonly queue: string;
}

/** The queues that outlive a relay: the same tests run against each. */
export const queues: readonly [name: string, open: () => Promise<QueueUnderTest>][] = [
  ['a directory', async () => ({ queue: path.join(newFolder(), 'queue') })],
];
