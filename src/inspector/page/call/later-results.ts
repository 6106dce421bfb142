import type { Json } from '../../../json/json';
import { type MessageView, readMessage } from './read-message';
import type { PartView } from './read-part';

/** The tool calls of an answer that have no result in their own record: it stands in the messages of a later call. */
export const openCalls = (answers: readonly MessageView[]): readonly string[] =>
  answers.flatMap(({ parts }) =>
    parts.flatMap((part) => (part.kind === 'tool call' && part.result === undefined && part.id ? [part.id] : [])),
  );

/** The results among the messages of a later call, by the ids of the calls. */
export function resultsIn(messages: readonly Json[]): ReadonlyMap<string, readonly PartView[]> {
  const results = new Map<string, readonly PartView[]>();
  for (const { parts } of messages.map(readMessage)) {
    for (const part of parts)
      if (part.kind === 'tool result' && part.id !== undefined) results.set(part.id, part.parts);
  }
  return results;
}

export const withResults = (
  answers: readonly MessageView[],
  results: ReadonlyMap<string, readonly PartView[]>,
): readonly MessageView[] =>
  answers.map((answer) => ({
    ...answer,
    parts: answer.parts.map((part) => {
      const result = part.kind === 'tool call' && part.result === undefined ? results.get(part.id ?? '') : undefined;
      return part.kind === 'tool call' && result !== undefined ? { ...part, result } : part;
    }),
  }));
