import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { ParsedRequest, ReceivedRecord } from './parse-request';
import type { Api, Route } from './routes';

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
  /** What it is for; `undefined` at a path that is not served. */
  readonly route: Route | undefined;
  /** Whether its route is one of the older ones (`model`) or their successors. */
  readonly api: Api | undefined;
  /** Its events. */
  readonly records: readonly ReceivedRecord[];
  /** The `event_id`s of its events, in order. */
  readonly ids: readonly string[];
  /** The session that it starts, with the `session_id` as its id. */
  readonly session: ReceivedRecord | undefined;
  /** The update that it brings, with the id of the updated event or session as its own. */
  readonly update: ReceivedRecord | undefined;
  /** The status of the response; `undefined` if there was none, or not yet. */
  readonly status: number | undefined;
}

/** A request whose response is still to come. */
export function describe(
  request: IncomingMessage,
  bytes: number,
  connection: number,
  { route, api, records }: ParsedRequest,
): Omit<SeenRequest, 'status'> & { status: number | undefined } {
  const { method = '', url = '', headers } = request;
  const events = route === 'events' ? records : [];
  const authorization = headers.authorization?.replace(/^(\S+\s+)?.+$/s, '$1***');
  return {
    method,
    path: url,
    headers: authorization === undefined ? headers : { ...headers, authorization },
    bytes,
    at: performance.now(),
    connection,
    route,
    api,
    records: events,
    ids: events.flatMap(({ id }) => id ?? []),
    session: route === 'session' ? records[0] : undefined,
    update: route === 'update' ? records[0] : undefined,
    status: undefined,
  };
}
