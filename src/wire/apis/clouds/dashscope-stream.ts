import { asText, compact, fieldsOf, type JsonRecord, recordsOf } from '../../../json/json-record';
import type { ModelRequest } from '../../exchange';
import type { Folder } from '../api';
import type { Growth } from '../fields/growth';
import { foldChat } from '../openai/chat-stream';

/**
 * Folds the events of DashScope, each of which has the form of a whole answer. The request says whether it is a piece or all so far.
 * Where it does not, that depends on the model: it is all so far as long as each text begins with the one before.
 */
export function foldDash(growth: Growth, request?: ModelRequest): Folder {
  const isAsked = request?.extra['incremental_output'];
  const [pieces, wholes] = [foldChat(growth), foldChat(growth)];
  const before = new Map<string, string>();
  let isPieced = isAsked === true;
  return {
    push(event, { output, ...fields }) {
      const { choices: list, text, finish_reason: reason, ...others } = fieldsOf(output);
      const choices = text === undefined ? recordsOf(list) : [{ message: { content: text }, finish_reason: reason }];
      if (isAsked !== true) wholes.push(event, { ...fields, output: others, choices });
      if (isAsked !== false) pieces.push(event, { ...fields, output: others, choices: choices.map(asPiece) });
      if (typeof isAsked !== 'boolean')
        for (const [name, said] of choices.filter(isFirst).flatMap(textsOf)) {
          isPieced ||= !said.startsWith(before.get(name) ?? '');
          if (isPieced) before.clear();
          else before.set(name, said);
        }
    },
    result() {
      const { body, complete } = (isPieced ? pieces : wholes).result();
      const { choices, output, ...others } = body;
      const reason = recordsOf(choices)[0]?.['finish_reason'];
      return {
        body: { ...others, output: { ...fieldsOf(output), choices, ...compact({ finish_reason: reason }) } },
        complete,
      };
    },
  };
}

/** Its texts as parts: that one begins like another is chance. */
function asPiece({ message, ...choice }: JsonRecord): JsonRecord {
  const { content, reasoning_content: thoughts, ...others } = fieldsOf(message);
  return {
    ...choice,
    delta: { ...others, ...compact({ content: parts(content), reasoning_content: parts(thoughts) }) },
  };
}

const parts = (content: unknown): unknown =>
  typeof content === 'string' ? (content === '' ? undefined : [{ text: content }]) : content;

const isFirst = ({ index }: JsonRecord): boolean => (index ?? 0) === 0;

/** What a choice says, by a name for each of its texts: one that is empty says nothing. */
function textsOf({ message }: JsonRecord): readonly (readonly [name: string, text: string])[] {
  const { content, reasoning_content: thoughts, tool_calls: calls } = fieldsOf(message);
  const said = {
    content: asText(content) ?? joined(recordsOf(content), 'text'),
    thoughts: asText(thoughts) ?? '',
    calls: joined(
      recordsOf(calls).map((call) => fieldsOf(call['function'])),
      'arguments',
    ),
  };
  return Object.entries(said).filter(([, text]) => text !== '');
}

const joined = (list: readonly JsonRecord[], name: string): string =>
  list.map((each) => asText(each[name]) ?? '').join('');
