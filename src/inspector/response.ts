import { STATUS_CODES } from 'node:http';
import { type Fault, picker } from './fault';
import type { ParsedRequest, ReceivedRecord } from './parse-request';

/** A response of the endpoint, and which records it has stored. */
export interface EndpointResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly stored: readonly ReceivedRecord[];
}

/**
 * The response to a request, under a fault.
 *
 * @param newId makes an `event_id`, for records without one and for the fault `ownIds`
 */
export function respond(request: ParsedRequest, fault: Fault, newId: () => string): EndpointResponse {
  const response = fault.html === undefined ? byStatus(request, fault, newId) : htmlPage(fault.html);
  const headers = {
    ...response.headers,
    ...(fault.contentType === undefined ? {} : { 'content-type': fault.contentType }),
    ...(fault.retryAfter === undefined ? {} : { 'retry-after': fault.retryAfter }),
    ...fault.headers,
  };
  const stored = fault.hang === true || fault.resetBefore === 'headers' ? [] : response.stored;
  return { status: response.status, headers, body: fault.body ?? response.body, stored };
}

function byStatus(request: ParsedRequest, fault: Fault, newId: () => string): EndpointResponse {
  const { refusal } = request;
  if (fault.status !== undefined && fault.status >= 300) {
    return errorResponse(fault.status, STATUS_CODES[fault.status] ?? 'Unknown status');
  }
  if (refusal !== undefined) return errorResponse(refusal.status, refusal.message);
  const response = stored(request, fault, newId);
  if (fault.status === 204) return { ...response, status: 204, headers: {}, body: '' };
  return { ...response, status: fault.status ?? response.status };
}

function stored({ route, records }: ParsedRequest, fault: Fault, newId: () => string): EndpointResponse {
  if (route === 'session') return startSession(records, fault, newId);
  // What the answer to an update has for a body is published nowhere.
  return route === 'update' ? { status: 200, headers: {}, body: '', stored: records } : store(records, fault, newId);
}

function startSession(records: readonly ReceivedRecord[], fault: Fault, newId: () => string): EndpointResponse {
  const stored = records.map((record) => ({ ...record, id: record.id ?? newId() }));
  return jsonResponse(200, { session_id: fault.ownIds === true ? newId() : stored[0]?.id }, stored);
}

function store(records: readonly ReceivedRecord[], fault: Fault, newId: () => string): EndpointResponse {
  const valid = records.filter(({ problems }) => problems.length === 0);
  const isRejected = picker(fault.partial);
  const isForgotten = picker(fault.missingIds);
  const accepted = valid.filter(({ record }, index) => !isRejected(record, index));
  const stored = accepted.filter(({ record }, index) => !isForgotten(record, index));
  const errors = [
    ...records
      .filter(({ problems }) => problems.length > 0)
      .map(({ problems }) => `Could not create event: ${problems.join('; ')}`),
    ...Array.from({ length: valid.length - accepted.length }, () => 'Could not create event'),
  ];
  const event_ids = stored.map(({ id }) => (fault.ownIds === true ? newId() : (id ?? newId())));
  // The documentation of the endpoint shows `success: true` beside errors, with status 500.
  const success = fault.success ?? true;
  return errors.length === 0
    ? jsonResponse(200, { event_ids, success }, stored)
    : jsonResponse(500, { event_ids, errors, success }, stored);
}

const errorResponse = (statusCode: number, message: string): EndpointResponse =>
  jsonResponse(statusCode, {
    statusCode,
    message,
    success: false,
    errorCode: (STATUS_CODES[statusCode] ?? 'error').toUpperCase().replaceAll(' ', '_'),
  });

const jsonResponse = (status: number, body: unknown, stored: readonly ReceivedRecord[] = []): EndpointResponse => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
  stored,
});

const htmlPage = (status: number): EndpointResponse => ({
  status,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: `<!doctype html><html><head><title>${status} ${STATUS_CODES[status] ?? ''}</title></head><body><h1>${status}</h1></body></html>`,
  stored: [],
});
