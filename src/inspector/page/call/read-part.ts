import type { Json, JsonObject } from '../../../json/json';
import { firstText, isEmpty, isObject, objectIn, structureIn, textIn } from '../json-value';

/** One part of a message. */
export type PartView =
  | { readonly kind: 'text' | 'reasoning' | 'refusal'; readonly text: string }
  | { readonly kind: 'image'; readonly url: string }
  | ToolCallPart
  | {
      readonly kind: 'tool result';
      readonly id: string | undefined;
      readonly name: string | undefined;
      readonly parts: readonly PartView[];
    }
  | { readonly kind: 'other'; readonly type: string; readonly value: Json };

/** A request of the model to run a tool, and what that gave. */
export interface ToolCallPart {
  readonly kind: 'tool call';
  readonly id: string | undefined;
  readonly name: string;
  /** Parsed, if they are JSON. */
  readonly given: Json | undefined;
  readonly result: readonly PartView[] | undefined;
}

type Reader = (part: JsonObject) => PartView | undefined;

const textPart =
  (kind: 'text' | 'reasoning' | 'refusal', ...names: readonly string[]): Reader =>
  (part) => {
    const text = firstText(...names.map((name) => part[name]));
    return text === undefined ? undefined : { kind, text };
  };

const imagePart: Reader = (part) => {
  const url = firstText(part['image_url'], objectIn(part['image_url'])['url'], part['image'], part['url']);
  if (url !== undefined) return { kind: 'image', url };
  const source = objectIn(part['source']);
  const data = firstText(source['data'], part['data']);
  const type = firstText(source['media_type'], part['media_type'], part['mime_type'], part['mimeType']);
  if (data !== undefined && type !== undefined) return { kind: 'image', url: `data:${type};base64,${data}` };
  const linked = textIn(source['url']);
  return linked === undefined ? undefined : { kind: 'image', url: linked };
};

const callPart: Reader = (part) => ({
  kind: 'tool call',
  id: firstText(part['id'], part['toolCallId'], part['call_id']),
  name: firstText(part['name'], part['toolName']) ?? 'unnamed',
  given: argumentsIn(part['input'] ?? part['args'] ?? part['arguments']),
  result: undefined,
});

const resultPart: Reader = (part) => ({
  kind: 'tool result',
  id: firstText(part['tool_use_id'], part['toolCallId'], part['call_id'], part['id']),
  name: firstText(part['name'], part['toolName']),
  parts: partsOf(part['content'] ?? part['output'] ?? part['result'] ?? part['response']),
});

/** By the `type` of a part, as the formats of the providers and their SDKs spell it. */
const readers: ReadonlyMap<string, Reader> = new Map([
  ['text', textPart('text', 'text', 'content')],
  ['input_text', textPart('text', 'text')],
  ['output_text', textPart('text', 'text')],
  ['refusal', textPart('refusal', 'refusal', 'text')],
  ['reasoning', textPart('reasoning', 'text', 'content', 'reasoning')],
  ['thinking', textPart('reasoning', 'thinking', 'text')],
  ['image_url', imagePart],
  ['input_image', imagePart],
  ['image', imagePart],
  ['tool_use', callPart],
  ['tool-call', callPart],
  ['function_call', callPart],
  ['tool_result', resultPart],
  ['tool-result', resultPart],
  ['function_call_output', resultPart],
]);

/** Never throws. What is not recognised is shown as it is. */
export function readPart(sent: Json): PartView {
  if (typeof sent === 'string') return { kind: 'text', text: sent };
  if (!isObject(sent)) return { kind: 'other', type: 'value', value: sent };
  const type = textIn(sent['type']);
  const read = type === undefined ? undefined : readers.get(type)?.(sent);
  if (read !== undefined) return read;
  if (type === undefined && typeof sent['text'] === 'string') return { kind: 'text', text: sent['text'] };
  return { kind: 'other', type: type ?? 'part', value: sent };
}

export function partsOf(content: Json | undefined): readonly PartView[] {
  if (isEmpty(content)) return [];
  return (Array.isArray(content) ? content : [content]).map(readPart);
}

export const argumentsIn = (given: Json | undefined): Json | undefined =>
  typeof given === 'string' ? (structureIn(given) ?? given) : given;
