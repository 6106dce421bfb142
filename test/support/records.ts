import { toModelEvent } from '../../src/mapping';
import type { CreateModelEvent } from '../../src/mapping/record/model-event';
import { fixture, logsOf, spanOf } from './fixture';

/** The records of a recorded scenario, in the order in which the calls ended. */
export function recordsOf(library: string, scenario: string): readonly CreateModelEvent[] {
  const recorded = fixture(library, scenario);
  return recorded.spans.flatMap((span) => toModelEvent(spanOf(span), { logs: logsOf(recorded, span) }) ?? []);
}
