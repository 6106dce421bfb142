import { ROOT_CONTEXT } from '@opentelemetry/api';
import { toModelEvent } from '../../../src/mapping';
import type { CreateModelEvent } from '../../../src/mapping/model-event';
import type { Exchange } from '../../../src/wire/exchange';
import { writeSpan } from '../../../src/wire/span';
import { createTracer, type EndedSpan } from '../../../src/wire/tracer';
import { Carried } from '../../support/carried';
import { missing } from '../../support/comparison';
import { truthOf } from '../../support/truth';
import type { Captured } from './captured';

/** The record that a call ends up as. @param structured whether the span keeps nested values */
export function recordOf(exchange: Exchange, structured = true): CreateModelEvent {
  const spans: EndedSpan[] = [];
  const tracer = createTracer({ version: '0.0.0', resourceAttributes: {}, onEnd: (span) => spans.push(span) });
  writeSpan(tracer, exchange, { context: ROOT_CONTEXT, attributes: {} }, { structured, captureContent: true });
  const [record] = spans.map((span) => toModelEvent(span));
  if (record === undefined) throw new Error('the call has no record');
  return record;
}

/** What of an exchange does not stand in its field of the record. */
export function missingFromRecord(exchange: Exchange, captured: Captured): readonly string[] {
  const path = captured.path.split('?')[0] ?? '';
  const response = captured.response as Readonly<Record<string, unknown>>;
  const truth = truthOf({ ...captured, path, response });
  return [true, false].flatMap((structured) =>
    missing(recordOf(exchange, structured), truth, new Carried(captured.request, response)),
  );
}
