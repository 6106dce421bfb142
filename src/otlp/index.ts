import { BoundedList } from './bounded-list';
import { logRecordOf } from './json/log-record';
import { logsNames, readRequestJson, tracesNames } from './json/request';
import { spanOf } from './json/span';
import { readLogRecord } from './protobuf/log-record';
import { readRequest } from './protobuf/request';
import { readSpan } from './protobuf/span';
import { WireReader } from './protobuf/wire-reader';
import type { OtlpLogRecord } from './received-log-record';
import type { OtlpSpan } from './received-span';

export { MalformedOtlp } from './malformed-otlp';
export { OversizedOtlp } from './oversized-otlp';
export type { OtlpLogRecord } from './received-log-record';
export type { OtlpSpan } from './received-span';

const noLimit = Number.POSITIVE_INFINITY;

/**
 * The spans of an ExportTraceServiceRequest of OTLP 1.x, the body of `POST /v1/traces` with `application/x-protobuf`. Nothing of
 * them refers to the bytes. Takes time and memory in proportion to the number of bytes, which the caller bounds.
 * @param maxItems of which more are refused
 * @throws MalformedOtlp, and OversizedOtlp
 */
export const spansOfProtobuf = (bytes: Uint8Array, maxItems = noLimit): readonly OtlpSpan[] =>
  readRequest(new WireReader(bytes), readSpan, new BoundedList(maxItems));

/** The same of the body with `application/json`. */
export const spansOfJson = (text: string, maxItems = noLimit): readonly OtlpSpan[] =>
  readRequestJson(text, tracesNames, spanOf, new BoundedList(maxItems));

/** The same of an ExportLogsServiceRequest, the body of `POST /v1/logs`. */
export const logRecordsOfProtobuf = (bytes: Uint8Array, maxItems = noLimit): readonly OtlpLogRecord[] =>
  readRequest(new WireReader(bytes), readLogRecord, new BoundedList(maxItems));

/** The same of the body with `application/json`. */
export const logRecordsOfJson = (text: string, maxItems = noLimit): readonly OtlpLogRecord[] =>
  readRequestJson(text, logsNames, logRecordOf, new BoundedList(maxItems));
