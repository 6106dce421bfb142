import { asRecord, asText, compact, fieldsOf, type JsonRecord, recordsIn } from '../../../json/json-record';
import type { ModelRequest } from '../../exchange';
import { textsIn } from '../fields/texts';

/**
 * The choices of a response, as one where one was asked for and no more than one has a text: GitHub Copilot has the text and the
 * tool calls of Anthropic's models in a choice each.
 */
export function wholeChoices(choices: readonly JsonRecord[], request: ModelRequest | undefined): readonly JsonRecord[] {
  const count = request?.attributes['gen_ai.request.choice.count'] ?? 1;
  const texts = choices.filter(({ message }) => textsIn(fieldsOf(message)['content']).length > 0);
  const isSplit = choices.length > 1 && count === 1 && texts.length <= 1 && choices.some(hasCalls);
  return isSplit ? [choices.reduce(joined)] : choices;
}

const hasCalls = ({ message }: JsonRecord): boolean => {
  const { tool_calls: calls, function_call: call } = fieldsOf(message);
  return recordsIn(calls).length > 0 || asRecord(call) !== undefined;
};

function joined(one: JsonRecord, other: JsonRecord): JsonRecord {
  const [message, others] = [filled(fieldsOf(one['message'])), filled(fieldsOf(other['message']))];
  const calls = [...recordsIn(message['tool_calls']), ...recordsIn(others['tool_calls'])];
  const reasons = (hasCalls(other) ? [other, one] : [one, other]).map((choice) => asText(choice['finish_reason']));
  return {
    ...compact(other),
    ...compact(one),
    finish_reason: reasons.find((reason) => reason) ?? null,
    message: { ...others, ...message, ...(calls.length > 0 ? { tool_calls: calls } : {}) },
  };
}

const filled = (message: JsonRecord): JsonRecord =>
  Object.fromEntries(Object.entries(compact(message)).filter(([, value]) => value !== ''));
