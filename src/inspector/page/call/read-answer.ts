import type { JsonObject } from '../../../json/json';
import { isEmpty, listIn, objectIn, othersIn } from '../json-value';
import { type MessageView, readMessage } from './read-message';

/** The choices of a response: the first stands in it as a message, and all of them in `choices` if there are more. */
export function readAnswer(response: JsonObject): readonly MessageView[] {
  const choices = listIn(response['choices']).map(objectIn);
  if (choices.length > 1) {
    return choices.map(({ message, finish_reason }) => {
      const inner = objectIn(message);
      return readMessage({ role: 'assistant', ...inner, finish_reason: finish_reason ?? inner['finish_reason'] });
    });
  }
  const isMessage = ['content', 'tool_calls', 'role', 'reasoning_content', 'refusal'].some((name) => name in response);
  if (isMessage) return [readMessage({ role: 'assistant', ...response })];
  const others = othersIn(response, new Set(['finish_reason', 'choices']));
  if (isEmpty(others)) return [];
  // Of what is no chat: embeddings, rankings, an app's own object.
  const finishReason = readMessage(response).finishReason;
  return [
    {
      role: 'assistant',
      name: undefined,
      parts: [{ kind: 'other', type: 'response', value: others }],
      finishReason,
      others: {},
    },
  ];
}
