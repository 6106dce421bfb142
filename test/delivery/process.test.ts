import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Receiver, type ScriptEntry, startReceiver } from '../../src/inspector';

const run = promisify(execFile);
let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

interface Said {
  readonly delivered: number;
  readonly lost: Readonly<Record<string, number>>;
  readonly pending: number;
  readonly handles: readonly string[];
}

/** What a program said at its end, and how long it took from its first request to its end. */
async function program(mode: string, ...script: readonly ScriptEntry[]): Promise<Said & { readonly ms: number }> {
  receiver.script(...script);
  const { stdout } = await run(
    process.execPath,
    ['--require', 'esbuild-register', join(__dirname, 'process.ts'), mode, new URL(receiver.url).port],
    { timeout: 15_000 },
  );
  const ms = performance.now() - (receiver.requests[0]?.at ?? performance.now());
  return { ...(JSON.parse(stdout) as Said), ms };
}

test('a flush that is awaited holds the process through an outage', async () => {
  const said = await program('flush', { status: 503 }, { status: 503 });
  expect(said).toMatchObject({ delivered: 10, pending: 0, lost: {} });
});

test('records that wait for their batch do not hold it', async () => {
  const said = await program('pending');
  expect(said).toMatchObject({ delivered: 0, pending: 10, handles: [] });
  expect(receiver.requests).toHaveLength(0);
});

test('a connection that is kept does not hold it', async () => {
  const said = await program('idle');
  expect(said.delivered).toBe(10);
  expect(said.ms).toBeLessThan(3000);
});

test('a shutdown leaves no timer, no socket and no request', async () => {
  expect(await program('shutdown')).toMatchObject({ delivered: 10, lost: {}, handles: [] });
});

test('a shutdown in silence ends at its deadline and leaves as little', async () => {
  const said = await program('silence', { always: { hang: true } });
  expect(said).toMatchObject({ delivered: 0, lost: { shutdown: 10 }, handles: [] });
  expect(said.ms).toBeLessThan(3000);
});
