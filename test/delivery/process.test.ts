import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Receiver, type ScriptEntry, startReceiver } from '../../src/inspector';
import { bundleOf } from '../support/bundle';

const run = promisify(execFile);
const bundle = bundleOf(join(__dirname, 'process.ts'));
let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

interface Printed {
  readonly delivered: number;
  readonly lost: Readonly<Record<string, number>>;
  readonly pending: number;
  readonly handles: readonly string[];
}

/** What the program printed, which is one line unless something holds it. */
async function program(scenario: string, ...script: readonly ScriptEntry[]): Promise<Printed> {
  receiver.script(...script);
  const { stdout } = await run(process.execPath, [bundle(), scenario, new URL(receiver.url).port], {
    timeout: 120_000,
  });
  return JSON.parse(stdout) as Printed;
}

test('a flush that is awaited holds the process through an outage', async () => {
  expect(await program('flush', { status: 503 }, { status: 503 })).toMatchObject({
    delivered: 10,
    pending: 0,
    lost: {},
  });
});

test('records that wait for their batch do not hold it', async () => {
  expect(await program('pending')).toMatchObject({ delivered: 0, pending: 10, handles: [] });
  expect(receiver.requests).toHaveLength(0);
});

test('a connection that is kept alive does not hold it', async () => {
  expect(await program('idle')).toMatchObject({ delivered: 10 });
});

test('a shutdown leaves no timer, no socket and no request', async () => {
  expect(await program('shutdown')).toMatchObject({ delivered: 10, lost: {}, handles: [] });
});

test('a shutdown without an answer ends at its deadline, and leaves as little', async () => {
  const printed = await program('shutdown without an answer', { always: { hang: true } });
  expect(printed).toMatchObject({ delivered: 0, lost: { shutdown: 10 }, handles: [] });
});
