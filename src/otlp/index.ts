import { readRequestJson } from './json/request';
import { readRequest } from './protobuf/request';
import { WireReader } from './protobuf/wire-reader';
import type { OtlpSpan } from './received-span';

export { exportResponse, type PartialSuccess } from './export-response';
export { MalformedOtlp } from './malformed-otlp';
export type { OtlpSpan } from './received-span';

/**
 * The spans of an ExportTraceServiceRequest of OTLP 1.x, the body of `POST /v1/traces` with `application/x-protobuf`. Nothing of
 * them refers to the bytes. Takes time and memory in proportion to the number of bytes, which the caller bounds.
 * @throws MalformedOtlp
 */
export const spansOfProtobuf = (bytes: Uint8Array): readonly OtlpSpan[] => readRequest(new WireReader(bytes));

/**
 * The same of the body with `application/json`.
 * @throws MalformedOtlp
 */
export const spansOfJson = (text: string): readonly OtlpSpan[] => readRequestJson(text);
