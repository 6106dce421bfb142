// What a DeliveryThread runs; nothing else loads this file.
import { parentPort, workerData } from 'node:worker_threads';
import type { FinalVerdict, Report } from '../../delivery/record';
import type { Trouble } from '../../delivery/send/endpoint-state';
import { Delivery } from '../../pipeline/delivery';
import {
  changesSlot,
  codeOf,
  type DeliveryThreadData,
  type DeliveryThreadMessage,
  finishedSlot,
  type RecordsMessage,
  type SinglesMessage,
  troubleSlot,
  troubles,
} from './delivery-thread-message';

const { handover, state: sharedState } = workerData as DeliveryThreadData;
const state = new Int32Array(sharedState);

/** The main thread counts and logs. */
const nothing = (): void => {};
const silent: Report = { accepted: nothing, delivered: nothing, lost: nothing, roomAgain: nothing, notice: nothing };
const { outbox } = new Delivery(handover.config, undefined, silent, () => {});
outbox.resume(handover.learned);

function deliver({ ids, bytes, lengths, sessions, verdicts: shared }: RecordsMessage): void {
  const verdicts = new Int32Array(shared);
  let at = bytes.byteOffset;
  for (const [place, id] of ids.entries()) {
    const length = lengths[place] ?? 0;
    const record = Buffer.from(bytes.buffer, at, length);
    at += length + 1;
    outbox.add({
      id,
      bytes: record,
      session: sessions[place],
      onSettled: settler(verdicts, place),
    });
  }
}

function takeOver({ singles, verdicts: shared }: SinglesMessage): void {
  const verdicts = new Int32Array(shared);
  for (const [place, { kind, request, forms }] of singles.entries()) {
    const own = forms.map(({ method, url, body }) => ({ method, url: new URL(url), body: Buffer.from(body) }));
    outbox.singles.takeOver(kind, { ...request, forms: own }, settler(verdicts, place));
  }
}

/** How often it is noted why records are still pending. */
const noteMs = 50;

const settler =
  (verdicts: Int32Array, place: number) =>
  (verdict: FinalVerdict): void => {
    Atomics.store(verdicts, place, codeOf(verdict));
    Atomics.add(state, changesSlot, 1);
    Atomics.notify(state, changesSlot);
  };

const setTrouble = (trouble: Trouble): void => void Atomics.store(state, troubleSlot, 1 + troubles.indexOf(trouble));

function end(timeoutMs: number): void {
  outbox.flushAtEnd(timeoutMs).then(finish, () => finish());
  // The other thread may stop waiting before the end is noted here.
  const note = (): void => setTrouble(outbox.trouble);
  note();
  setInterval(note, noteMs).unref();
}

function finish(trouble?: Trouble): void {
  if (trouble !== undefined) setTrouble(trouble);
  Atomics.store(state, finishedSlot, 1);
  Atomics.notify(state, finishedSlot);
}

parentPort?.on('message', (message: DeliveryThreadMessage) => {
  if (message.kind === 'records') deliver(message);
  else if (message.kind === 'singles') takeOver(message);
  else if (message.kind === 'close batch') outbox.closeBatch();
  else end(message.timeoutMs);
});
