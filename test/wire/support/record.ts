import { ROOT_CONTEXT } from '@opentelemetry/api';
import { toModelEvent } from '../../../src/mapping';
import type { CreateModelEvent } from '../../../src/mapping/record/model-event';
import type { Exchange } from '../../../src/wire/exchange';
import { createTracer, type EndedSpan } from '../../../src/wire/span/tracer';
import { type SpanStyle, writeSpan } from '../../../src/wire/span/write-span';
import { Carried } from '../../support/carried';
import { missing } from '../../support/comparison';
import { truthOf } from '../../support/truth';
import type { Captured } from './captured';

/** The span of a call. @param style structured: whether it keeps nested values */
export function spanOf(exchange: Exchange, style: Partial<SpanStyle> = {}): EndedSpan {
  const spans: EndedSpan[] = [];
  const tracer = createTracer({ version: '0.0.0', resourceAttributes: {}, onEnd: (span) => spans.push(span) });
  writeSpan(tracer, exchange, ROOT_CONTEXT, { structured: true, captureContent: true, ...style });
  const [span] = spans;
  if (span === undefined) throw new Error('the call has no span');
  return span;
}

/** The record that a call ends up as. */
export function recordOf(exchange: Exchange, style: Partial<SpanStyle> = {}): CreateModelEvent {
  const record = toModelEvent(spanOf(exchange, style));
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
