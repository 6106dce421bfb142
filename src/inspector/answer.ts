import { STATUS_CODES } from 'node:http';
import type { Arrival, ReceivedRecord } from './arrival';
import { type Fault, picker } from './fault';

/** What goes back over the wire, and which records the endpoint now has. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly kept: readonly ReceivedRecord[];
}

/**
 * What the endpoint says to a request, under a fault.
 *
 * @param mintId makes an `event_id`, for records without one and for an endpoint that gives its own
 */
export function answer(arrival: Arrival, fault: Fault, mintId: () => string): Answer {
  const said = fault.html === undefined ? byStatus(arrival, fault, mintId) : page(fault.html);
  const kept = fault.hang === true || fault.resetBefore === 'headers' ? [] : said.kept;
  const headers = {
    ...said.headers,
    ...(fault.contentType === undefined ? {} : { 'content-type': fault.contentType }),
    ...(fault.retryAfter === undefined ? {} : { 'retry-after': fault.retryAfter }),
    ...fault.headers,
  };
  return { ...said, headers, kept, body: fault.body ?? said.body };
}

function byStatus(arrival: Arrival, fault: Fault, mintId: () => string): Answer {
  if (fault.status !== undefined && fault.status >= 300) {
    return refused(fault.status, STATUS_CODES[fault.status] ?? 'Unknown status');
  }
  if (arrival.refusal !== undefined) return refused(arrival.refusal.status, arrival.refusal.message);
  const stored = store(arrival.records, fault, mintId);
  if (fault.status === 204) return { status: 204, headers: {}, body: '', kept: stored.kept };
  return fault.status === undefined ? stored : { ...stored, status: fault.status };
}

function store(records: readonly ReceivedRecord[], fault: Fault, mintId: () => string): Answer {
  const valid = records.filter((one) => one.problems.length === 0);
  const refusedByFault = picker(fault.partial);
  const forgotten = picker(fault.missingIds);
  const accepted = valid.filter((one, index) => !refusedByFault(one.record, index));
  const kept = accepted.filter((one, index) => !forgotten(one.record, index));
  const errors = [
    ...records.flatMap((one) =>
      one.problems.length === 0 ? [] : [`Could not create event: ${one.problems.join('; ')}`],
    ),
    ...(accepted.length < valid.length
      ? Array.from({ length: valid.length - accepted.length }, () => 'Could not create event')
      : []),
  ];
  const event_ids = kept.map((one) => (fault.ownIds === true ? mintId() : (one.id ?? mintId())));
  // The endpoint's documentation shows `success: true` beside errors, under status 500.
  const success = fault.success ?? true;
  return errors.length === 0
    ? { ...json(200, { event_ids, success }), kept }
    : { ...json(500, { event_ids, errors, success }), kept };
}

const refused = (statusCode: number, message: string): Answer => ({
  ...json(statusCode, {
    statusCode,
    message,
    success: false,
    errorCode: (STATUS_CODES[statusCode] ?? 'error').toUpperCase().replaceAll(' ', '_'),
  }),
  kept: [],
});

const json = (status: number, body: unknown): Omit<Answer, 'kept'> => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

const page = (status: number): Answer => ({
  status,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: `<!doctype html><html><head><title>${status} ${STATUS_CODES[status] ?? ''}</title></head><body><h1>${status}</h1></body></html>`,
  kept: [],
});
