import type { Socket } from 'node:net';
import { type FaultyServer, type RawExchange, startFaultyServer } from '../support/faulty-server';
import { type Answer, type AnswerName, answers } from './answers';
import { type Reading, Records } from './records';
import { type SingleAnswerName, singleAnswers } from './single-answers';

export interface ScriptedServer {
  readonly url: string;
  readonly records: Records;
  readonly requests: number;
  /** Everything is accepted from now on. */
  heal(): void;
  close(): Promise<void>;
}

/**
 * Answers as the script says: each request with the next answer, and from the last one on always with that. Starts of sessions and
 * updates have a script of their own.
 */
export async function startScriptedServer(
  script: readonly AnswerName[],
  singleScript: readonly SingleAnswerName[],
): Promise<ScriptedServer> {
  const records = new Records();
  let names = [...script];
  let singleNames = [...singleScript];
  const server: FaultyServer = await startFaultyServer((exchange) => {
    if (!exchange.head.startsWith('POST /events/')) {
      const single = (singleNames.length > 1 ? singleNames.shift() : singleNames[0]) ?? 'ok';
      const text = singleAnswers[single];
      if (text !== undefined) exchange.socket.write(text);
      return;
    }
    const name = (names.length > 1 ? names.shift() : names[0]) ?? 'ok';
    const answer: Answer = answers[name](exchange.ids);
    records.arrived(exchange.body.toString());
    records.store(answer.stored);
    records.refuse(answer.refused, name);
    const reading = readingOf(exchange.socket);
    send(exchange, answer, () => records.acknowledge(answer.acknowledged, reading));
  });
  return {
    url: `http://127.0.0.1:${server.port}`,
    records,
    get requests() {
      return server.exchanges.length;
    },
    heal: () => {
      names = ['ok'];
      singleNames = ['ok'];
    },
    close: () => server.close(),
  };
}

const lastReadings = new WeakMap<Socket, Reading>();

/**
 * Whether the client reads the answer that follows. One that has waited for too long closes the connection: what has arrived then
 * and was not read resets it, whether it came a moment too late or the client had no turn to read it in.
 */
function readingOf(socket: Socket): Reading {
  const reading: Reading = { isReset: false };
  // With a next request on the connection, the answer before it was read.
  if (!lastReadings.has(socket)) {
    socket.on('error', () => {
      const last = lastReadings.get(socket);
      if (last !== undefined) last.isReset = true;
    });
  }
  lastReadings.set(socket, reading);
  return reading;
}

function send({ socket }: RawExchange, { text, after, isSlow }: Answer, onSent: () => void): void {
  if (after === 'hang') return;
  const end = (): void => {
    onSent();
    if (after === 'reset') socket.resetAndDestroy();
  };
  if (isSlow) trickle(text);
  else if (text === '') end();
  else socket.write(text, end);

  function trickle(rest: string): void {
    if (socket.destroyed) return;
    if (rest === '') end();
    else socket.write(rest.slice(0, 100), () => setTimeout(() => trickle(rest.slice(100)), 5));
  }
}
