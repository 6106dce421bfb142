import type { Json, JsonObject } from '../../../json/json';
import { firstText, isObject, listIn, objectIn, othersIn, textIn } from '../json-value';
import { argumentsIn, type PartView, partsOf, type ToolCallPart } from './read-part';

/** One message of a conversation. */
export interface MessageView {
  readonly role: string;
  readonly name: string | undefined;
  readonly parts: readonly PartView[];
  /** Why an answer ended. */
  readonly finishReason: string | undefined;
  /** Members of the message that no part shows. */
  readonly others: JsonObject;
}

const known: ReadonlySet<string> = new Set([
  ...['role', 'content', 'name', 'tool_calls', 'tool_call_id', 'function_call', 'finish_reason', 'choices', 'index'],
  ...['reasoning_content', 'reasoning', 'refusal', 'message'],
]);

/** Never throws: a message is whatever was sent. */
export function readMessage(sent: Json): MessageView {
  if (!isObject(sent))
    return { role: 'unknown', name: undefined, parts: partsOf(sent), finishReason: undefined, others: {} };
  const reasoning = firstText(sent['reasoning_content'], sent['reasoning']);
  const refusal = textIn(sent['refusal']);
  const content = partsOf(sent['content']);
  const answered = textIn(sent['tool_call_id']);
  const isAnswer = sent['role'] === 'tool' || answered !== undefined;
  const parts: readonly PartView[] = [
    ...(reasoning === undefined ? [] : [{ kind: 'reasoning', text: reasoning } as const]),
    ...(isAnswer
      ? [{ kind: 'tool result', id: answered, name: textIn(sent['name']), parts: content } as const]
      : content),
    ...(refusal === undefined ? [] : [{ kind: 'refusal', text: refusal } as const]),
    ...toolCallsIn(sent),
  ];
  return {
    role: textIn(sent['role']) ?? 'unknown',
    name: textIn(sent['name']),
    parts,
    finishReason: textIn(sent['finish_reason']),
    others: othersIn(sent, known),
  };
}

function toolCallsIn(message: JsonObject): readonly ToolCallPart[] {
  const single = message['function_call'];
  const calls = isObject(single) ? [{ function: single }] : listIn(message['tool_calls']);
  return calls.map((sent): ToolCallPart => {
    const call = objectIn(sent);
    const inner = objectIn(call['function'] ?? call['custom']);
    return {
      kind: 'tool call',
      id: firstText(call['id'], call['item_id']),
      name: firstText(inner['name'], call['name'], call['type']) ?? 'unnamed',
      given: argumentsIn(inner['arguments'] ?? inner['input'] ?? call['arguments'] ?? call['args'] ?? call['input']),
      result: undefined,
    };
  });
}

/** Puts the results of tools to the calls that asked for them: by id, else to the next call of the name that has none yet. */
export function joinedResults(messages: readonly MessageView[]): readonly MessageView[] {
  const open: { readonly at: number; readonly part: number; readonly call: ToolCallPart }[] = [];
  const joined: MessageView[] = [];
  for (const message of messages) {
    const left = message.parts.filter((part) => part.kind !== 'tool result' || !give(part));
    // What only had results that are shown beside their calls now.
    if (left.length === 0 && message.parts.length > 0) continue;
    for (const [index, part] of left.entries()) {
      if (part.kind === 'tool call') open.push({ at: joined.length, part: index, call: part });
    }
    joined.push(left.length === message.parts.length ? message : { ...message, parts: left });
  }
  return joined;

  function give({ id, name, parts }: Extract<PartView, { kind: 'tool result' }>): boolean {
    const fits = open.findIndex(({ call }) =>
      id !== undefined && call.id !== undefined ? call.id === id : name === undefined || call.name === name,
    );
    const found = open[fits];
    const asking = found && joined[found.at];
    if (found === undefined || asking === undefined) return false;
    open.splice(fits, 1);
    const result = parts.length === 0 ? ([{ kind: 'text', text: '' }] as const) : parts;
    joined[found.at] = { ...asking, parts: asking.parts.with(found.part, { ...found.call, result }) };
    return true;
  }
}
