import type { OtlpRefusal } from './refusal';
import { formatOf, type OtlpRequest, signalAt } from './request';

/** Of a request, the spans or log records that are refused for good: its sender must not send them again. */
export interface PartialSuccess {
  readonly rejected: number;
  /** For people: why, and what to do. With nothing rejected, it is a warning. */
  readonly message: string;
}

/** What became of a request; `undefined` if all of it was taken. */
export type OtlpOutcome = undefined | PartialSuccess | OtlpRefusal;

export interface OtlpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** The answer to a request, in its format; in JSON if it is of another. */
export function otlpResponse(
  { path, contentType }: Pick<OtlpRequest, 'path' | 'contentType'>,
  outcome: OtlpOutcome,
): OtlpResponse {
  const format = formatOf(contentType) ?? 'application/json';
  const headers = { 'content-type': format };
  const isProtobuf = format === 'application/x-protobuf';
  if (outcome === undefined || 'rejected' in outcome) {
    return { status: 200, headers, body: (isProtobuf ? successInProtobuf : successInJson)(outcome, path) };
  }
  const { status, message, retryAfterSeconds } = outcome;
  const retry = retryAfterSeconds === undefined ? {} : { 'retry-after': String(Math.ceil(retryAfterSeconds)) };
  const code = rpcCodes[status] ?? (status < 500 ? rpcCodes[400] : rpcCodes[500]) ?? 0;
  const body = isProtobuf
    ? Buffer.concat([tag(1, 0), varint(code), lengthDelimited(2, Buffer.from(message))])
    : Buffer.from(JSON.stringify({ code, message }));
  return { status, headers: { ...headers, ...retry }, body };
}

/** Codes of google.rpc.Status, which errors are answered with. */
const rpcCodes: Readonly<Record<number, number>> = {
  400: 3, // INVALID_ARGUMENT
  401: 16, // UNAUTHENTICATED
  403: 7, // PERMISSION_DENIED
  404: 5, // NOT_FOUND
  413: 8, // RESOURCE_EXHAUSTED
  429: 8,
  500: 13, // INTERNAL
  503: 14, // UNAVAILABLE
};

/** An ExportTraceServiceResponse or an ExportLogsServiceResponse, which have the same fields. */
function successInProtobuf(partial: PartialSuccess | undefined): Buffer {
  if (partial === undefined) return Buffer.alloc(0);
  const { rejected, message } = partial;
  return lengthDelimited(1, Buffer.concat([tag(1, 0), varint(rejected), lengthDelimited(2, Buffer.from(message))]));
}

function successInJson(partial: PartialSuccess | undefined, path: string): Buffer {
  if (partial === undefined) return Buffer.from('{}');
  const name = signalAt(path) === 'logs' ? 'rejectedLogRecords' : 'rejectedSpans';
  // Numbers of 64 bits are text in the JSON of protobuf.
  const partialSuccess = { [name]: String(partial.rejected), errorMessage: partial.message };
  return Buffer.from(JSON.stringify({ partialSuccess }));
}

const tag = (field: number, wireType: number): Buffer => varint(field * 8 + wireType);

const lengthDelimited = (field: number, content: Buffer): Buffer =>
  Buffer.concat([tag(field, 2), varint(content.length), content]);

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) + 0x80);
  return Buffer.from([...bytes, rest]);
}
