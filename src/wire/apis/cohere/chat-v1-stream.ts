import { asNumber, fieldsOf, type JsonRecord, recordsOf, without } from '../../../json/json-record';
import type { Folder } from '../api';
import { reasonIn } from '../fields/choices';
import type { Growth } from '../fields/growth';
import { append, assign, type Writable } from '../fields/stream';

/** Events whose text is a piece; the text of the event with all calls repeats what came before. */
const textual = new Set<unknown>(['text-generation', 'tool-calls-chunk']);

/** Folds the events of a stream into the whole response, which is in the last event; without it, into what came until then. */
export function foldCohereV1(growth: Growth): Folder {
  const body: Writable = {};
  const calls: Writable[] = [];
  let isEnded = false;
  return {
    push(_event, event) {
      const { event_type: type, text, response, tool_call_delta: call, finish_reason } = event;
      if (typeof text === 'string' && textual.has(type)) append(body, { text }, growth);
      if (call !== undefined) addCall(calls, fieldsOf(call), growth);
      for (const name of ['citations', 'search_queries', 'search_results', 'documents']) {
        if (event[name] !== undefined) append(body, { [name]: recordsOf(event[name]) }, growth);
      }
      if (type === undefined) assign(body, event, growth); // the whole response, though a stream was asked for
      if (type === 'tool-calls-generation') assign(body, { tool_calls: event['tool_calls'] }, growth);
      if (type === 'stream-start') assign(body, without(event, 'event_type', 'is_finished'), growth);
      if (type === 'stream-end') {
        isEnded = true;
        assign(body, { finish_reason, ...fieldsOf(response) }, growth);
      }
    },
    result() {
      if (calls.length > 0) body['tool_calls'] ??= calls;
      return { body, complete: isEnded || reasonIn(body['finish_reason']) !== undefined };
    },
  };
}

/** A call's parameters come as the text that the model writes. */
function addCall(calls: Writable[], { index: at, name, parameters }: JsonRecord, growth: Growth): void {
  const index = asNumber(at) ?? 0;
  const call = calls[index] ?? {};
  append(call, { name, parameters: typeof parameters === 'string' ? parameters : undefined }, growth);
  if (calls[index] === undefined && index === calls.length && growth.takes('')) calls.push(call);
}
