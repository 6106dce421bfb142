import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from './answer';
import type { Fault } from './fault';

/**
 * Sends an answer the way the fault wants it.
 *
 * @param closing aborted when the receiver closes: nothing is waited for after that
 * @returns the status that was sent, `undefined` if the caller got none
 */
export async function transmit(
  response: ServerResponse,
  answer: Answer,
  fault: Fault,
  closing: AbortSignal,
): Promise<number | undefined> {
  if (fault.hang === true) return undefined;
  if (fault.delayMs !== undefined) await sleep(fault.delayMs, undefined, { signal: closing });
  if (fault.resetBefore === 'headers' || fault.acceptThenReset === true) {
    response.socket?.resetAndDestroy();
    return undefined;
  }
  const bytes = Buffer.from(answer.body);
  const { socket } = response;
  response.writeHead(answer.status, {
    ...answer.headers,
    ...(bytes.length > 0 ? { 'content-length': bytes.length } : {}),
  });
  if (fault.resetBefore === 'body') {
    response.flushHeaders();
    // Not a reset: that could overtake the bytes before it in the caller's network stack.
    response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => socket?.destroy());
    return answer.status;
  }
  if (fault.thenClose === true) response.once('close', () => socket?.destroySoon());
  if (fault.trickle === undefined) response.end(bytes);
  else await drip(response, bytes, fault.trickle, closing);
  return answer.status;
}

async function drip(response: ServerResponse, bytes: Buffer, everyMs: number, closing: AbortSignal): Promise<void> {
  for (const byte of bytes) {
    if (response.destroyed) return;
    response.write(Uint8Array.of(byte));
    await sleep(everyMs, undefined, { signal: closing });
  }
  response.end();
}
