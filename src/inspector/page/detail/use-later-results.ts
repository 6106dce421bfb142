import { useMemo } from 'preact/hooks';
import type { CallRow } from '../../page-api';
import { openCalls, resultsIn, withResults } from '../call/later-results';
import type { MessageView } from '../call/read-message';
import type { PartView } from '../call/read-part';
import { messagesIn } from '../call/sent-messages';
import { readCall, readLaterCalls } from '../state/api';
import { useRevisionOf } from '../state/live';
import { useResource } from '../state/resource';

/** A larger record is not read just for this. */
const maxBytes = 2_000_000;

/** The answers with the results of their tool calls, as the next calls of the session have them. */
export function useLaterResults(answers: readonly MessageView[], row: CallRow): readonly MessageView[] {
  const open = openCalls(answers);
  const now = useRevisionOf('sessions', row.sessionId);
  const isAsked = open.length > 0 && row.sessionId !== '';
  const { value } = useResource(`results ${row.id}`, isAsked ? `${row.id} ${now}` : 'none', (signal) =>
    isAsked ? laterResults(row, open, signal) : Promise.resolve(new Map<string, readonly PartView[]>()),
  );
  return useMemo(
    () => (value === undefined || value.size === 0 ? answers : withResults(answers, value)),
    [answers, value],
  );
}

async function laterResults(row: CallRow, open: readonly string[], signal: AbortSignal) {
  const { rows } = await readLaterCalls(row, signal);
  for (const { id, bytes } of rows) {
    if (bytes > maxBytes || id === row.id) continue;
    const results = resultsIn(messagesIn(await readCall(id, signal)));
    if (open.some((each) => results.has(each))) return results;
  }
  return new Map<string, readonly PartView[]>();
}
