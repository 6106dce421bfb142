import {
  logRecordsOfJson,
  logRecordsOfProtobuf,
  MalformedOtlp,
  type OtlpLogRecord,
  type OtlpSpan,
  OversizedOtlp,
  spansOfJson,
  spansOfProtobuf,
} from '..';
import { decodedBody, refusalOfEncoding } from './decoded-body';
import type { OtlpRefusal } from './refusal';

/** A POST of an OTLP exporter: where to, the values of two headers, and the body as it was sent. */
export interface OtlpRequest {
  /** Without a query. */
  readonly path: string;
  readonly contentType: string | undefined;
  readonly contentEncoding: string | undefined;
  readonly body: Uint8Array;
}

export interface OtlpLimits {
  /** Of the body, as sent and uncompressed. */
  readonly maxBytes: number;
  /** Spans or log records of one request. */
  readonly maxItems: number;
}

/** What a request brings. */
export type OtlpContent =
  | { readonly signal: 'traces'; readonly spans: readonly OtlpSpan[] }
  | { readonly signal: 'logs'; readonly logRecords: readonly OtlpLogRecord[] };

export type OtlpSignal = OtlpContent['signal'];

/** Where exporters send each signal to that is taken. */
const signals: ReadonlyMap<string, OtlpSignal> = new Map([
  ['/v1/traces', 'traces'],
  ['/v1/logs', 'logs'],
]);

export const signalAt = (path: string): OtlpSignal | undefined => signals.get(path);

const formats = ['application/x-protobuf', 'application/json'] as const;

/** The media type without its parameters; `undefined` if it is none of OTLP. */
export function formatOf(contentType: string | undefined): (typeof formats)[number] | undefined {
  const type = contentType?.split(';')[0]?.trim().toLowerCase();
  return formats.find((format) => format === type);
}

/** Why a request is refused whatever its body is, so that none has to be read. */
export function refusalOfHead({
  path,
  contentType,
  contentEncoding,
}: Omit<OtlpRequest, 'body'>): OtlpRefusal | undefined {
  if (signalAt(path) === undefined) {
    return { status: 404, message: 'Only /v1/traces and /v1/logs are served here. Switch the export of metrics off.' };
  }
  if (formatOf(contentType) === undefined) {
    return { status: 415, message: `The content type must be ${formats.join(' or ')}.` };
  }
  return refusalOfEncoding(contentEncoding);
}

/** Reads a request, of whatever server. Never rejects. */
export async function readOtlpRequest(
  request: OtlpRequest,
  { maxBytes, maxItems }: OtlpLimits,
): Promise<OtlpContent | OtlpRefusal> {
  const refusal = refusalOfHead(request);
  if (refusal !== undefined) return refusal;
  const body = await decodedBody(request.body, request.contentEncoding, maxBytes);
  if ('status' in body) return body;
  const isJson = formatOf(request.contentType) === 'application/json';
  try {
    return signalAt(request.path) === 'logs'
      ? {
          signal: 'logs',
          logRecords: isJson ? logRecordsOfJson(textOf(body), maxItems) : logRecordsOfProtobuf(body, maxItems),
        }
      : { signal: 'traces', spans: isJson ? spansOfJson(textOf(body), maxItems) : spansOfProtobuf(body, maxItems) };
  } catch (error) {
    if (error instanceof OversizedOtlp) return { status: 413, message: error.message };
    if (error instanceof MalformedOtlp) return { status: 400, message: error.message };
    return { status: 400, message: 'The request body cannot be decoded.' };
  }
}

const textOf = (body: Uint8Array): string => Buffer.from(body.buffer, body.byteOffset, body.length).toString();
