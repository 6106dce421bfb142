import type { Json, JsonObject } from '../../../json/json';
import { isEmpty, isJsonObject } from '../../../json/json';
import type { Message, ToolCall } from '../../messages/message';
import { messageFrom, messagesFrom } from '../../messages/read-message';

/**
 * Messages of which those of LangChain's tools have the tool's name as their role, and lack the id of the call that they answer.
 * It is the only call of that tool in the turn before them; of several calls it stays unknown.
 */
export function conversation(list: readonly Json[]): readonly Message[] {
  const messages: Message[] = [];
  let calls: readonly ToolCall[] = [];
  for (const raw of list) {
    if (isJsonObject(raw) && raw['additional_kwargs'] !== undefined) {
      const answer = messageFrom(toolMessage(raw), 'user');
      const [call, ...others] = calls.filter(({ name }) => name === answer.name);
      messages.push(others.length === 0 ? answering(answer, call?.id) : answer);
      continue;
    }
    const read = messagesFrom(raw, 'user');
    messages.push(...read);
    calls = read.flatMap(({ parts }) => parts.filter((part) => part.kind === 'tool_call'));
  }
  return messages;
}

const toolMessage = ({ additional_kwargs, role, ...others }: JsonObject): JsonObject => ({
  ...others,
  ...(isEmpty(additional_kwargs) ? {} : { additional_kwargs }),
  role: 'tool',
  name: role,
});

const answering = (answer: Message, id: string | undefined): Message =>
  id === undefined ? answer : { ...answer, others: { tool_call_id: id, ...answer.others } };
