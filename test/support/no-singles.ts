import type { SingleDestination } from '../../src/delivery/destination';

/** For what sends records alone. */
export const noSingles: SingleDestination = {
  send: async () => ({ kind: 'delivered' }),
  startOf: ({ id }) => ({ id, forms: [] }),
  updateOf: ({ id }) => ({ id, forms: [] }),
};
