import {
  asList,
  asNumber,
  asRecord,
  asText,
  type JsonRecord,
  recordsOf,
  recoverJson,
  without,
} from '../../../json/json-record';
import type { ServerEvent } from '../../http/sse';
import type { Folded } from '../api';

type Writable = Record<string, unknown>;

/** Events whose text is a piece; that of all calls together repeats what came before. */
const textual = new Set<unknown>(['text-generation', 'tool-calls-chunk']);

/** The events of a streamed answer as the whole answer, which the last event brings; without it, what came until then. */
export function foldCohereV1(events: readonly ServerEvent[]): Folded {
  const body: Writable = {};
  const calls: Writable[] = [];
  let isEnded = false;
  for (const { data } of events) {
    const event = asRecord(recoverJson(data)) ?? {};
    const { event_type: type, text, response, tool_call_delta: call } = event;
    if (typeof text === 'string' && textual.has(type)) body['text'] = (asText(body['text']) ?? '') + text;
    if (call !== undefined) addCall(calls, asRecord(call) ?? {});
    for (const name of ['citations', 'search_queries', 'search_results', 'documents']) {
      if (event[name] !== undefined) body[name] = [...(asList(body[name]) ?? []), ...recordsOf(event[name])];
    }
    if (type === undefined) Object.assign(body, event); // the whole answer, though a stream was asked for
    if (type === 'tool-calls-generation') body['tool_calls'] = event['tool_calls'];
    if (type === 'stream-start') Object.assign(body, without(event, 'event_type', 'is_finished'));
    if (type === 'stream-end') {
      isEnded = true;
      const { error, finish_reason: reason } = event;
      Object.assign(body, { finish_reason: reason }, asRecord(response), error === undefined ? {} : { error });
    }
  }
  if (calls.length > 0) body['tool_calls'] ??= calls;
  return { body, complete: isEnded || 'finish_reason' in body };
}

/** A call's parameters come as the text that the model writes. */
function addCall(calls: Writable[], piece: JsonRecord): void {
  const index = asNumber(piece['index']) ?? 0;
  const call = calls[index] ?? {};
  if (piece['name'] !== undefined) call['name'] = piece['name'];
  if (typeof piece['parameters'] === 'string') {
    call['parameters'] = (asText(call['parameters']) ?? '') + piece['parameters'];
  }
  if (index <= calls.length) calls[index] = call;
}
