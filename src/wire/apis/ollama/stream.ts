import { asList, asRecord, asText, type JsonRecord, recoverJson } from '../../../json/json-record';
import type { ServerEvent } from '../../http/sse';
import type { Folded } from '../api';

/** The lines of a streamed answer as the answer that the same call would have had unstreamed. The last line has the counts. */
export function foldOllama(events: readonly ServerEvent[]): Folded {
  let body: JsonRecord = {};
  for (const { data } of events) {
    const line = asRecord(recoverJson(data)) ?? {};
    const message = asRecord(line['message']);
    body = {
      ...body,
      ...line,
      ...grown(body, line, ['response', 'thinking', 'logprobs']),
      ...(message === undefined ? {} : { message: addedMessage(asRecord(body['message']) ?? {}, message) }),
    };
  }
  return { body, complete: body['done'] === true || 'error' in body };
}

const addedMessage = (before: JsonRecord, piece: JsonRecord): JsonRecord => ({
  ...before,
  ...piece,
  ...grown(before, piece, ['content', 'thinking', 'tool_calls', 'images']),
});

/** Texts and lists that come in pieces. */
function grown(before: JsonRecord, piece: JsonRecord, names: readonly string[]): JsonRecord {
  const known = names.filter((name) => before[name] !== undefined && before[name] !== null);
  return Object.fromEntries(known.map((name) => [name, joined(before[name], piece[name])]));
}

const joined = (before: unknown, added: unknown): unknown =>
  Array.isArray(before) ? [...before, ...(asList(added) ?? [])] : `${asText(before) ?? ''}${asText(added) ?? ''}`;
