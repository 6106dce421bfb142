import { ROOT_CONTEXT } from '@opentelemetry/api';
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { toModelEvent } from '../../../src/mapping';
import type { CreateModelEvent } from '../../../src/mapping/record/model-event';
import type { ReadableSpan } from '../../../src/mapping/span/span-view';
import type { Exchange } from '../../../src/wire/exchange';
import { endedSpan } from '../../../src/wire/span/ended-span';
import { recordByTracer } from '../../../src/wire/span/tracer-span';
import { Carried } from '../../support/carried';
import { missing } from '../../support/comparison';
import { truthOf } from '../../support/truth';
import type { Captured } from './captured';

const exporter = new InMemorySpanExporter();
const provider = new NodeTracerProvider({
  spanProcessors: [new SimpleSpanProcessor(exporter)],
  spanLimits: { attributeCountLimit: 10_000 },
});
const tracer = provider.getTracer('app');

interface SpanForm {
  /** Whether it is our own span, with nested attribute values; otherwise one of an SDK, with JSON strings. */
  readonly structured: boolean;
  readonly captureContent: boolean;
}

/** The span of a call. */
export function spanOf(exchange: Exchange, form: Partial<SpanForm> = {}): ReadableSpan {
  const { structured, captureContent }: SpanForm = { structured: true, captureContent: true, ...form };
  if (structured) {
    return endedSpan(exchange, ROOT_CONTEXT, { version: '1.2.3', resourceAttributes: {} }, captureContent);
  }
  exporter.reset();
  recordByTracer(tracer, exchange, ROOT_CONTEXT, captureContent);
  const [span] = exporter.getFinishedSpans();
  if (span === undefined) throw new Error('the call has no span');
  return span;
}

/** The record that a call ends up as. */
export function recordOf(exchange: Exchange, form: Partial<SpanForm> = {}): CreateModelEvent {
  const record = toModelEvent(spanOf(exchange, form));
  if (record === undefined) throw new Error('the call has no record');
  return record;
}

/** What of an exchange does not stand in its field of the record. */
export function missingFromRecord(exchange: Exchange, captured: Captured): readonly string[] {
  const path = captured.path.split('?')[0] ?? '';
  const response = captured.response as Readonly<Record<string, unknown>>;
  const truth = truthOf({ ...captured, path, response });
  return [true, false].flatMap((structured) =>
    missing(recordOf(exchange, { structured }), truth, new Carried(captured.request, response)),
  );
}
