import { dialects } from '../dialects';
import type { Attributes } from '../span/attribute-names';
import type { ReadableSpan } from '../span/span-view';

const modelCallTests = dialects.flatMap(({ name, isModelCall }) => (isModelCall ? [{ name, isModelCall }] : []));
const stepTests = dialects.flatMap(({ isModelStep }) => isModelStep ?? []);
const toolCallTests = dialects.flatMap(({ isToolCall }) => isToolCall ?? []);

/** The name of the dialect that recognises a span with these attributes as a model call. */
export function modelCallDialect(attributes: Attributes): string | undefined {
  for (const { name, isModelCall } of modelCallTests) {
    const answer = isModelCall(attributes);
    if (answer !== undefined) return answer ? name : undefined;
  }
  return undefined;
}

/**
 * Whether a span is the run of a tool. Spans inside it are no part of the model call that requested the tool, even where a
 * framework puts the tool's span inside the call's: an agent that is a tool makes calls of its own.
 */
export function isToolCall({ attributes }: Pick<ReadableSpan, 'attributes'>): boolean {
  for (const isTool of toolCallTests) if (isTool(attributes)) return true;
  return false;
}

/** Whether a span is a call that its parent describes together with others, as one call of several steps. */
export function isModelStep({ attributes }: Pick<ReadableSpan, 'attributes'>): boolean {
  for (const isStepHere of stepTests) if (isStepHere(attributes)) return true;
  return false;
}
