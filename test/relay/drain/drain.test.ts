import { resolveConfig } from '../../../src/config/config';
import { type Receiver, startReceiver } from '../../../src/inspector';
import { Diagnostics } from '../../../src/observability/diagnostics';
import { Drain } from '../../../src/relay/drain/drain';
import { Outlet } from '../../../src/relay/drain/outlet';
import { RelayMetrics } from '../../../src/relay/metrics';
import type { PulledEntry, Queue } from '../../../src/relay/queue/queue';
import { modelRecord, uuid } from '../../support/model-record';

let honeyHive: Receiver;
beforeEach(async () => {
  honeyHive = await startReceiver();
});
afterEach(() => honeyHive.close());

/** Gives so many entries with each pull, then none any more: as the server of a queue does, whose entries come as its socket gives them. */
class InPieces implements Queue {
  readonly isAway = false;
  readonly maxEntryBytes = 2 ** 20;
  acknowledged = 0;
  #given = 0;

  constructor(readonly pieces: readonly number[]) {}

  pull(): Promise<readonly PulledEntry[]> {
    const count = this.pieces[this.#given];
    if (count === undefined) return new Promise(() => undefined);
    this.#given += 1;
    return Promise.resolve(Array.from({ length: count }, (_, index) => this.#pulled(1000 * this.#given + index)));
  }

  publish(): Promise<never> {
    return Promise.reject(new Error('nothing is published here'));
  }

  stats(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #pulled(n: number): PulledEntry {
    const { id, bytes } = modelRecord(uuid(n));
    return {
      entry: { kind: 'event', api: 'model', id, bytes },
      deliveries: 1,
      ack: () => {
        this.acknowledged += 1;
      },
      nak: () => undefined,
      deadLetter: () => Promise.resolve(true),
    };
  }
}

test.each([
  ['one', [1], 1],
  ['one after the other', [30, 30, 30], 1],
  ['more than fit in one request', [60, 60, 60], 2],
])(
  'entries that come %s are delivered and acknowledged, in as few requests as can be',
  async (_how, pieces, requests) => {
    const config = resolveConfig({ apiKey: 'key', url: honeyHive.url, maxBatchDelayMs: 60_000 }, {}, () => undefined);
    const diagnostics = new Diagnostics(() => performance.now());
    const metrics = new RelayMetrics();
    const queue = new InPieces(pieces);
    const outlet = new Outlet(config, diagnostics, metrics, () => drain.attempted());
    const log = () => undefined;
    const drain = new Drain(queue, outlet, { maxRecords: 2000, maxBytes: 2 ** 24 }, { metrics, log });
    drain.start();
    const count = pieces.reduce((sum, piece) => sum + piece, 0);
    await honeyHive.waitForEvents(count);
    await drain.stop(1000);
    expect(honeyHive.requests).toHaveLength(requests);
    expect(queue.acknowledged).toBe(count);
  },
);
