import type { Json } from '../../json/json';
import { isJsonObject, isList, stringify } from '../../json/json';
import type { Message } from '../messages/message';
import { messagesFrom } from '../messages/read-message';
import { readValue } from '../read/content';
import { content, fromAttribute, prefixed, type Reader, text } from '../read/reader';
import type { StepKind } from '../record/step-event';
import type { Attributes } from '../span/attribute-names';
import { value } from '../steps/step-readers';
import type { Dialect } from './dialect';

/** What Laminar adds to the spans of OpenLLMetry, and spans that an app makes with it by hand. */
export const laminar: Dialect = {
  name: 'laminar',
  isModelCall,
  steps: {
    kindOf: ({ 'lmnr.span.type': type }) => (type === 'LLM' ? 'none' : stepKinds.get(type)),
    // A function that the app observes has no type from 0.8 on.
    startsAs: ({ scope }) => (scope === 'lmnr.tracer' ? 'chain' : undefined),
    reads: { input: value('lmnr.span.input'), output: value('lmnr.span.output') },
  },
  reads: {
    session: text('lmnr.association.properties.session_id'),
    user: text('lmnr.association.properties.user_id'),
    metadata: prefixed('lmnr.association.properties.metadata.'),
    input: messages('lmnr.span.input', 'user'),
    output: messages('lmnr.span.output', 'assistant'),
  },
  inherited: ['lmnr.association.properties.'],
};

/** `DEFAULT` are functions that the app observes. */
const stepKinds: ReadonlyMap<unknown, StepKind> = new Map([
  ['DEFAULT', 'chain'],
  ['EVALUATION', 'chain'],
  ['EXECUTOR', 'chain'],
  ['EVALUATOR', 'chain'],
  ['TOOL', 'tool'],
]);

function isModelCall(attributes: Attributes): boolean | undefined {
  if (attributes['lmnr.span.type'] !== 'LLM') return undefined;
  return attributes['gen_ai.request.model'] !== undefined || attributes['lmnr.span.input'] !== undefined;
}

/** Messages where they have roles; anything else as one text. */
function messages(name: string, role: string): Reader<readonly Message[]> {
  const reader = fromAttribute(name, (raw, span) => {
    const value = readValue(raw, span);
    if (value === undefined) return undefined;
    return messagesFrom(isConversation(value) || typeof value === 'string' ? value : stringify(value), role);
  });
  return content(reader);
}

const isConversation = (value: Json): boolean =>
  isList(value) ? value.every(isConversation) : isJsonObject(value) && typeof value['role'] === 'string';
