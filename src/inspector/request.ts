import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { ReceivedRecord } from './arrival';

/** A request as it was received. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  /** As received, with the key masked. */
  readonly headers: Readonly<IncomingHttpHeaders>;
  /** Length of the body as sent, which may be compressed. */
  readonly bytes: number;
  /** When its last byte had arrived: milliseconds of `performance.now()`. */
  readonly at: number;
  /** Connections are numbered from 1 in the order in which they were opened. */
  readonly connection: number;
  readonly records: readonly ReceivedRecord[];
  /** `event_id`s of its records, in order. */
  readonly ids: readonly string[];
  /** What was answered; `undefined` if nothing was, or not yet. */
  readonly status: number | undefined;
}

export function describe(
  request: IncomingMessage,
  bytes: number,
  connection: number,
  records: readonly ReceivedRecord[],
): Omit<SeenRequest, 'status'> {
  const { authorization } = request.headers;
  return {
    method: request.method ?? '',
    path: request.url ?? '',
    headers: { ...request.headers, ...(authorization === undefined ? {} : { authorization: mask(authorization) }) },
    bytes,
    at: performance.now(),
    connection,
    records,
    ids: records.flatMap((one) => (one.id === undefined ? [] : [one.id])),
  };
}

const mask = (authorization: string): string => authorization.replace(/\S+$/, '***');
