/** A program that delivers to a port of this machine. Its first argument is the scenario, see `main`. */
import { modelEvents } from '../../src/delivery/batch';
import { Transport } from '../../src/delivery/http/transport';
import { Outbox } from '../../src/delivery/outbox';
import { systemRuntime } from '../../src/runtime/runtime';
import { modelRecord, uuid } from '../support/model-record';
import { noSingles } from '../support/no-singles';

const [, , scenario, port] = process.argv;
const lost: Record<string, number> = {};
let delivered = 0;

const transport = new Transport({
  url: new URL(`http://127.0.0.1:${port}/events/model/batch`),
  apiKey: 'hh_test_key_wxyz',
  headers: {},
  userAgent: 'test',
  requestTimeoutMs: 600_000, // no request ends before the test does
  allowInsecure: false,
  compression: 'none',
});
const outbox = new Outbox(
  {
    singles: noSingles,
    send: (batch, signal) => transport.send(batch, signal),
    envelope: modelEvents,
    shorten: () => undefined,
  },
  {
    maxBatchRecords: 100,
    maxBatchBytes: 2 ** 20,
    maxBatchDelayMs: scenario === 'pending' ? 60_000 : 20,
    maxConcurrentRequests: 4,
    maxQueueRecords: 10_000,
    maxQueueBytes: 2 ** 25,
    maxRetryAgeMs: 900_000,
  },
  {
    accepted: () => undefined,
    delivered: (records) => {
      delivered += records;
    },
    lost: (records, reason) => {
      lost[reason] = (lost[reason] ?? 0) + records;
    },
    roomAgain: () => undefined,
    notice: () => undefined,
  },
  systemRuntime,
);

const print = (): void => {
  const handles = process.getActiveResourcesInfo().filter((name) => !/^(Pipe|TTY|FSReq)/.test(name));
  console.log(JSON.stringify({ delivered, lost, pending: outbox.pending, handles }));
};

async function main(): Promise<void> {
  for (let n = 0; n < 10; n += 1) outbox.add(modelRecord(uuid(n)));
  if (scenario === 'flush') await outbox.flush(20_000);
  if (scenario === 'idle') {
    await outbox.flush(20_000);
    setTimeout(() => console.log('The connection holds the process.'), 2000).unref();
  }
  if (scenario === 'shutdown' || scenario === 'shutdown without an answer') {
    await outbox.shutdown(scenario === 'shutdown' ? 20_000 : 500);
    transport.close();
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  print();
}

void main();
