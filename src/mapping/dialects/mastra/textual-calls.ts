import type { Message, Part, ToolAnswer, ToolCall } from '../../messages/message';

/**
 * Mastra shortens the history of a step to texts, in which `[tool: name]` stands for a call and `[tool-result: name]` for its
 * answer. Their ids, arguments and contents are not there.
 */
export function withCalls(message: Message): Message {
  const { role, parts } = message;
  const last = parts.at(-1);
  if (last?.kind !== 'text') return message;
  if (role === 'tool') {
    const { text, names } = namesAtEnd(last.text, '[tool-result: ');
    return text === '' && names.length > 0 ? { ...message, parts: names.map(answer) } : message;
  }
  const { text, names } = namesAtEnd(last.text, '[tool: ');
  if (role !== 'assistant' || names.length === 0) return message;
  const texts: readonly Part[] = text === '' ? [] : [{ ...last, text }];
  return { ...message, parts: [...parts.slice(0, -1), ...texts, ...names.map(call)] };
}

const call = (name: string): ToolCall => ({ kind: 'tool_call', name });

const answer = (name: string): ToolAnswer => ({
  kind: 'tool_answer',
  name,
  content: null,
  block: { type: 'tool_result', name },
});

/** @returns the names in the order of the text, and the text before them */
function namesAtEnd(whole: string, opening: string): { readonly text: string; readonly names: readonly string[] } {
  const names: string[] = [];
  let text = whole;
  while (text.endsWith(']')) {
    const start = text.lastIndexOf(opening);
    const name = text.slice(start + opening.length, -1);
    if (start === -1 || name.includes(']')) break;
    names.push(name);
    const before = text.slice(0, start);
    text = before.endsWith(' ') ? before.slice(0, -1) : before;
  }
  return { text, names: names.reverse() };
}
