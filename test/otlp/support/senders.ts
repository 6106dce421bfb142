import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { ReadableSpan } from '../../../src/mapping/span/span-view';

/** OpenTelemetry's own exporters, and protobufjs, from the app that has them. */
export const load = createRequire(join(__dirname, '../../apps/auto-instrumentations/package.json'));

interface Serializer {
  serializeRequest(spans: readonly ReadableSpan[]): Uint8Array;
  deserializeResponse(bytes: Uint8Array): unknown;
}

export const { ProtobufTraceSerializer: protobuf, JsonTraceSerializer: json } = load(
  '@opentelemetry/otlp-transformer',
) as { readonly ProtobufTraceSerializer: Serializer; readonly JsonTraceSerializer: Serializer };
