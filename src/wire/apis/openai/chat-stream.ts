import { asNumber, asRecord, asText, fieldsOf, type JsonRecord, recordsOf, without } from '../../../json/json-record';
import type { ServerEvent } from '../../http/sse';
import type { Folded } from '../api';
import { append, fieldsOfEvent, Indexed, isDone, type Writable } from '../fields/stream';
import { joined } from './content-stream';

/** A choice, and a tool call in it, while their pieces arrive. */
interface Choice {
  readonly index: number;
  readonly fields: Writable;
  readonly message: Writable;
  readonly calls: Call[];
}
interface Call {
  readonly index: number | undefined;
  readonly fields: Writable;
}

/**
 * Folds the chunks of a streamed chat completion into the completion that it would have been without streaming.
 * @param asChat makes a choice of another form one of chat
 */
export function foldChat(
  events: readonly ServerEvent[],
  asChat: (choice: JsonRecord) => JsonRecord = (choice) => choice,
): Folded {
  const body: Writable = {};
  const choices = new Indexed<Choice>((index) => ({ index, fields: {}, message: {}, calls: [] }));
  for (const event of events) {
    const { choices: pieces, ...fields } = fieldsOfEvent(event);
    replace(body, { ...fields, ...usageOf(fields) });
    for (const piece of recordsOf(pieces)) addPiece(choices.at(piece['index']), asChat(piece));
  }
  const all = choices.inOrder() ?? [];
  const ended = all.length > 0 && all.every(({ fields }) => typeof fields['finish_reason'] === 'string');
  return { body: { ...body, choices: all.map(whole) }, complete: events.some(isDone) || ended || 'error' in body };
}

/** Groq puts the usage of a stream into a field of its own. */
function usageOf(fields: JsonRecord): JsonRecord {
  const usage = asRecord(fields['usage']) ?? asRecord(fieldsOf(fields['x_groq'])['usage']);
  return usage === undefined ? {} : { usage };
}

const whole = ({ index, fields, message, calls }: Choice): JsonRecord => ({
  ...fields,
  index,
  message: calls.length === 0 ? message : { ...message, tool_calls: calls.map((call) => call.fields) },
});

function addPiece({ fields, message, calls }: Choice, piece: JsonRecord): void {
  const { index: _, delta, message: wholeMessage, logprobs, ...others } = piece;
  // Together repeats each piece in the form of the older completions.
  replace(fields, delta === undefined ? others : without(others, 'text'));
  append(fields, { logprobs });
  const { tool_calls: pieces, content, ...rest } = fieldsOf(delta);
  append(message, rest);
  if (Array.isArray(content) || Array.isArray(message['content']))
    message['content'] = joined(message['content'], content);
  else append(message, { content });
  for (const { index, ...call } of recordsOf(pieces)) append(callFor(calls, asNumber(index), call).fields, call);
  if (delta === undefined) replace(message, fieldsOf(wholeMessage)); // a whole message, where a server does not stream
}

/** The call that a piece continues. Some servers leave out the index, and some give every call the same. */
function callFor(calls: Call[], index: number | undefined, piece: JsonRecord): Call {
  const id = asText(piece['id']) || undefined;
  const isWhole = index === undefined && id === undefined && fieldsOf(piece['function'])['name'] !== undefined;
  const known = calls.findLast((call) => {
    const knownId = asText(call.fields['id']) || undefined;
    return (
      (index === undefined || call.index === index) && (id === undefined || knownId === undefined || knownId === id)
    );
  });
  if (known !== undefined && !isWhole) return known;
  const call: Call = { index, fields: {} };
  calls.push(call);
  return call;
}

/** Takes over the fields of a later chunk; objects are merged, and `null` replaces nothing. */
function replace(into: Writable, fields: JsonRecord): void {
  for (const [key, value] of Object.entries(fields)) {
    const nested = asRecord(value);
    if (nested !== undefined) into[key] = { ...asRecord(into[key]), ...nested };
    else if (value !== null || !(key in into)) into[key] = value;
  }
}
