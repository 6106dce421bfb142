import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './fault';
import type { EndpointResponse } from './response';

/** What is sent of a response. */
export type SentResponse = Pick<EndpointResponse, 'status' | 'headers'> & { readonly body: string | Buffer };

/**
 * Sends a response as the fault demands.
 *
 * @param closing aborted when the receiver closes, which ends every wait
 * @returns the status that was sent, `undefined` if none was
 */
export async function sendResponse(
  response: ServerResponse,
  { status, headers, body }: SentResponse,
  fault: Fault,
  closing: AbortSignal,
): Promise<number | undefined> {
  if (fault.hang === true) return undefined;
  if (fault.delayMs !== undefined) await sleep(fault.delayMs, undefined, { signal: closing });
  const { socket } = response;
  if (fault.resetBefore === 'headers' || fault.acceptThenReset === true) {
    socket?.resetAndDestroy();
    return undefined;
  }
  const bytes = Buffer.from(body);
  response.writeHead(status, { ...headers, ...(bytes.length > 0 ? { 'content-length': bytes.length } : {}) });
  if (fault.resetBefore === 'body') {
    response.flushHeaders();
    // Not a reset: that could overtake the bytes before it in the client's network stack.
    response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => socket?.destroy());
    return status;
  }
  if (fault.thenClose === true) response.once('close', () => socket?.destroySoon());
  if (fault.trickle === undefined) response.end(bytes);
  else await trickle(response, bytes, fault.trickle, closing);
  return status;
}

async function trickle(response: ServerResponse, bytes: Buffer, everyMs: number, closing: AbortSignal): Promise<void> {
  for (const byte of bytes) {
    if (response.destroyed) return;
    response.write(Uint8Array.of(byte));
    await sleep(everyMs, undefined, { signal: closing });
  }
  response.end();
}
