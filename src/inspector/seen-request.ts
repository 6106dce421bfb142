import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { ReceivedRecord } from './parse-request';

/** A request as it was received. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  /** As received, with the key masked. */
  readonly headers: Readonly<IncomingHttpHeaders>;
  /** Length of the body as sent, which may be compressed. */
  readonly bytes: number;
  /** When its last byte had arrived, in milliseconds of `performance.now()`. */
  readonly at: number;
  /** Connections are numbered from 1 in the order in which they were opened. */
  readonly connection: number;
  readonly records: readonly ReceivedRecord[];
  /** The `event_id`s of its records, in order. */
  readonly ids: readonly string[];
  /** The status of the response; `undefined` if there was none, or not yet. */
  readonly status: number | undefined;
}

/** A request whose response is still to come. */
export function describe(
  request: IncomingMessage,
  bytes: number,
  connection: number,
  records: readonly ReceivedRecord[],
): Omit<SeenRequest, 'status'> & { status: number | undefined } {
  const { method = '', url = '', headers } = request;
  const authorization = headers.authorization?.replace(/^(\S+\s+)?.+$/s, '$1***');
  return {
    method,
    path: url,
    headers: authorization === undefined ? headers : { ...headers, authorization },
    bytes,
    at: performance.now(),
    connection,
    records,
    ids: records.flatMap(({ id }) => id ?? []),
    status: undefined,
  };
}
