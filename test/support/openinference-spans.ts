import type { JsonObject } from '../../src/json/json';
import { type MapOptions, toModelEvent } from '../../src/mapping';
import type { CreateModelEvent } from '../../src/mapping/record/model-event';
import { chatSpan } from './call';

export const bare = { 'gen_ai.operation.name': undefined, 'gen_ai.request.model': undefined };
const llm = { ...bare, 'openinference.span.kind': 'LLM', 'llm.model_name': 'gpt-4o' };

/** The record of a span of OpenInference. */
export function recordOf(
  attributes: Readonly<Record<string, unknown>>,
  options: MapOptions = {},
  dropped = 0,
): CreateModelEvent {
  const record = toModelEvent(chatSpan({ ...llm, ...attributes }, { droppedAttributesCount: dropped }), options);
  if (record === undefined) throw new Error('no model call');
  return record;
}

export const json = (value: unknown): string => JSON.stringify(value);
/** A message of one attribute a leaf. */
export const said = (side: 'input' | 'output', index: number, role: string, content: string): JsonObject => ({
  [`llm.${side}_messages.${index}.message.role`]: role,
  [`llm.${side}_messages.${index}.message.content`]: content,
});
