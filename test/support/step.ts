import { stepOfSpan, toStepEventDraft } from '../../src/mapping';
import type { ReadableSpan } from '../../src/mapping/span/span-view';
import { chatSpan } from './call';

/** Inputs, outputs, config and the like of the step's event of a span with these attributes. */
export function stepOf(attributes: Readonly<Record<string, unknown>>, members: Partial<ReadableSpan> = {}) {
  const span = { ...chatSpan({}, members), attributes };
  const step = stepOfSpan(span);
  if (step === undefined) throw new Error('not taken for a step');
  return toStepEventDraft(span, step, {}).rest;
}
