import type { Dialect } from '../facts';
import { amount, map } from '../reader';

/** What the Vercel AI SDK 7 writes beside the conventions. */
export const vercel: Dialect = {
  name: 'vercel',
  reads: {
    timeToFirstToken: map(amount('gen_ai.client.operation.time_to_first_chunk'), (seconds) => seconds * 1e3),
  },
};
