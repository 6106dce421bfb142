import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import { isObject } from '../../json/json';
import type { OtlpRefusal } from '../../otlp/http/refusal';
import type { QueueEntry } from '../queue/queue-entry';
import { listElements } from './list-elements';
import type { Route } from './routes';

/** A request that is refused as a whole: nothing of it is taken. */
export class RefusedRequest extends Error implements OtlpRefusal {
  override readonly name = 'RefusedRequest';
  /** In seconds; absent where it would be refused again. */
  declare readonly retryAfterSeconds?: number;

  /** @param message a sentence that quotes nothing of the request */
  constructor(
    readonly status: number,
    message: string,
    retryAfterSeconds?: number,
  ) {
    super(message);
    if (retryAfterSeconds !== undefined) this.retryAfterSeconds = retryAfterSeconds;
  }
}

export interface RecordLimits {
  readonly maxRecords: number;
  /** Of one record. */
  readonly maxRecordBytes: number;
}

/** What a request brings: entries, and a sentence for each record that is none. */
export interface Brought {
  readonly entries: readonly QueueEntry[];
  readonly errors: readonly string[];
}

/** Longer ones are no ids of events or sessions. */
const maxIdChars = 200;

/**
 * The entries of a request's body.
 * @throws RefusedRequest if the body is none of the route
 */
export function entriesOf(route: Route, body: Buffer, limits: RecordLimits): Brought {
  const value = parsed(body);
  if (route.kind === 'event') return eventsIn(route, body, value, limits);
  if (body.length > limits.maxRecordBytes) throw new RefusedRequest(413, tooLarge(limits));
  const entry = route.kind === 'session' ? sessionIn(route, value) : updateIn(route, value);
  return { entries: [entry], errors: [] };
}

type Members = Readonly<Record<string, unknown>>;

function parsed(body: Buffer): Members {
  try {
    const value: unknown = isUtf8(body) ? JSON.parse(body.toString()) : undefined;
    if (isObject(value)) return value;
  } catch {
    // answered below
  }
  throw new RefusedRequest(400, 'The request body is no JSON object in UTF-8.');
}

/** Options of a whole batch. Its records are delivered in other batches, where they would be lost. */
const batchOptions = ['is_single_session', 'single_session', 'session', 'session_properties'];

function eventsIn({ api }: Route, body: Buffer, value: Members, limits: RecordLimits): Brought {
  const list = api === 'v1' ? 'events' : 'model_events';
  const values = value[list];
  if (!Array.isArray(values)) throw new RefusedRequest(400, `The request body has no list ${list}.`);
  const used = batchOptions.find((name) => Boolean(value[name]));
  if (used !== undefined) {
    const instead = 'Give each event its session_id, and start the session with a request of its own.';
    throw new RefusedRequest(400, `The relay delivers each event by itself, so it does not take ${used}. ${instead}`);
  }
  if (values.length > limits.maxRecords) {
    throw new RefusedRequest(413, `A request may have ${limits.maxRecords} events. Send the others in another one.`);
  }
  const entries: QueueEntry[] = [];
  const errors: string[] = [];
  const texts = listElements(body, list);
  for (const [index, record] of values.entries()) {
    const bytes = texts[index] ?? Buffer.alloc(0);
    const problem = isObject(record) ? problemOf(record, bytes, limits) : 'it is no object';
    if (!isObject(record) || problem !== undefined) errors.push(`Could not create event: ${problem}`);
    else entries.push(eventOf(api, record, bytes));
  }
  return { entries, errors };
}

function problemOf({ event_id: id }: Members, bytes: Buffer, { maxRecordBytes }: RecordLimits): string | undefined {
  if (bytes.length > maxRecordBytes) return `it has more than ${maxRecordBytes} bytes`;
  const isUsable = id === undefined || id === null || id === '' || isId(id);
  return isUsable ? undefined : `event_id must be a text of at most ${maxIdChars} characters`;
}

function eventOf(api: Route['api'], record: Members, bytes: Buffer): QueueEntry {
  const { event_id: id, session_id: session } = record;
  const entry = isId(id) ? { id, bytes } : withNewId(record, bytes);
  return { kind: 'event', api, ...entry, session: isId(session) ? session : undefined };
}

/** HoneyHive would give it an id of its own, another one with each attempt. */
function withNewId(record: Members, bytes: Buffer): Pick<QueueEntry, 'id' | 'bytes'> {
  const id = randomUUID();
  if (Object.hasOwn(record, 'event_id')) {
    return { id, bytes: Buffer.from(JSON.stringify({ ...record, event_id: id })) };
  }
  const comma = Object.keys(record).length > 0 ? ',' : '';
  return { id, bytes: Buffer.concat([Buffer.from(`{"event_id":"${id}"${comma}`), bytes.subarray(1)]) };
}

function sessionIn({ api }: Route, value: Members): QueueEntry {
  const start = api === 'v1' ? value : value['session'];
  if (!isObject(start)) throw new RefusedRequest(400, 'The request body has no object session.');
  const id = isId(start['session_id']) ? start['session_id'] : randomUUID();
  const named = { ...start, session_id: id };
  const bytes = Buffer.from(JSON.stringify(api === 'v1' ? named : { session: named }));
  return { kind: 'session', api, id, bytes };
}

function updateIn({ api, id: inPath }: Route, { event_id: inBody, ...fields }: Members): QueueEntry {
  const id = inPath ?? inBody;
  if (!isId(id)) throw new RefusedRequest(400, 'The update names no event: event_id is missing.');
  return { kind: 'update', api, id, bytes: Buffer.from(JSON.stringify(fields)) };
}

const isId = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= maxIdChars;

const tooLarge = ({ maxRecordBytes }: RecordLimits): string => `It may have ${maxRecordBytes} bytes.`;
