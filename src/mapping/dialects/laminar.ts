import type { Json } from '../../json/json';
import { isJsonObject, isList, stringify } from '../../json/json';
import type { Message } from '../messages/message';
import { messagesFrom } from '../messages/read-message';
import { readContent } from '../read/content';
import { content, gathered, prefixed, type Reader, text } from '../read/reader';
import type { Attributes } from '../span/attribute-names';
import type { Dialect } from './dialect';

/** What Laminar adds to the spans of OpenLLMetry, and spans that an app tells it of by hand. */
export const laminar: Dialect = {
  name: 'laminar',
  isModelCall,
  reads: {
    session: text('lmnr.association.properties.session_id'),
    user: text('lmnr.association.properties.user_id'),
    metadata: prefixed('lmnr.association.properties.metadata.'),
    input: spoken('lmnr.span.input', 'user'),
    output: spoken('lmnr.span.output', 'assistant'),
  },
  inherited: ['lmnr.association.properties.'],
};

function isModelCall(attributes: Attributes): boolean | undefined {
  if (attributes['lmnr.span.type'] !== 'LLM') return undefined;
  return attributes['gen_ai.request.model'] !== undefined || attributes['lmnr.span.input'] !== undefined;
}

/** Messages where they have roles; anything else is said as it is. */
function spoken(name: string, role: string): Reader<readonly Message[]> {
  const read = gathered({ attributes: [name] }, (span): readonly Message[] | undefined => {
    const said = readContent(span.attributes[name]);
    if (said === undefined) return undefined;
    if (said.isCut) span.truncated = true;
    return messagesFrom(isConversation(said.value) ? said.value : textOf(said.value), role);
  });
  return content(read);
}

const isConversation = (value: Json): boolean =>
  isList(value) ? value.every(isConversation) : isJsonObject(value) && typeof value['role'] === 'string';

const textOf = (value: Json): string => (typeof value === 'string' ? value : stringify(value));
