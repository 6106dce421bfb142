import type { Json, JsonObject } from '../../../json/json';
import { isObject, listIn, objectIn, structureIn, textIn } from '../json-value';

/** Anthropic wants to be given a limit. */
const defaultMaxTokens = 1024;

/** A request in OpenAI's form as Anthropic's Messages API takes it. */
export function anthropicBody({ messages, tools, tool_choice, response_format: _, ...others }: JsonObject): JsonObject {
  const turns = listIn(messages).map(objectIn);
  const isInstruction = ({ role }: JsonObject): boolean => role === 'system' || role === 'developer';
  const system = turns
    .filter(isInstruction)
    .map(({ content }) => textOf(content))
    .join('\n\n');
  const { max_completion_tokens, stop, ...parameters } = others;
  return {
    ...parameters,
    max_tokens: parameters['max_tokens'] ?? max_completion_tokens ?? defaultMaxTokens,
    ...(stop === undefined ? {} : { stop_sequences: Array.isArray(stop) ? stop : [stop] }),
    ...(system === '' ? {} : { system }),
    messages: turns.filter((turn) => !isInstruction(turn)).map(turnOf),
    ...(tools === undefined ? {} : { tools: listIn(tools).map(toolOf) }),
    ...choiceOf(tool_choice),
  };
}

const textOf = (content: Json | undefined): string =>
  typeof content === 'string'
    ? content
    : listIn(content)
        .map((part) => textIn(objectIn(part)['text']) ?? '')
        .join('\n');

function turnOf({ role, content, tool_calls: calls, tool_call_id: answered }: JsonObject): JsonObject {
  if (role === 'tool') {
    return { role: 'user', content: [{ type: 'tool_result', tool_use_id: answered, content: content ?? '' }] };
  }
  if (calls === undefined) return { role: role ?? 'user', content: blocksOf(content) };
  const said = typeof content === 'string' ? [{ type: 'text', text: content }] : listIn(content);
  return { role: 'assistant', content: [...said, ...listIn(calls).map(callOf)] };
}

/** A text stays one; pictures have a form of their own. */
const blocksOf = (content: Json | undefined): Json => (Array.isArray(content) ? content.map(blockOf) : (content ?? ''));

function blockOf(part: Json): Json {
  const url = isObject(part) ? textIn(objectIn(part['image_url'])['url']) : undefined;
  if (url === undefined) return part;
  const [, type, data] = /^data:([^;,]+);base64,(.*)$/s.exec(url) ?? [];
  const source = data === undefined ? { type: 'url', url } : { type: 'base64', media_type: type, data };
  return { type: 'image', source };
}

function callOf(call: Json): JsonObject {
  const { id, function: inner } = objectIn(call);
  const { name, arguments: given } = objectIn(inner);
  return { type: 'tool_use', id, name, input: (typeof given === 'string' ? structureIn(given) : given) ?? {} };
}

function toolOf(tool: Json): Json {
  const inner = objectIn(tool)['function'];
  if (!isObject(inner)) return tool;
  const { name, description, parameters } = inner;
  return { name, description, input_schema: parameters ?? { type: 'object' } };
}

function choiceOf(choice: Json | undefined): JsonObject {
  const name = textIn(objectIn(objectIn(choice)['function'])['name']);
  if (name !== undefined) return { tool_choice: { type: 'tool', name } };
  if (choice === 'auto' || choice === 'none') return { tool_choice: { type: choice } };
  return choice === 'required' ? { tool_choice: { type: 'any' } } : {};
}
