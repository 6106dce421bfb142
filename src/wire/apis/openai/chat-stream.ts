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
import { joined } from './content-stream';

type Writable = Record<string, unknown>;

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
 * The chunks of a streamed chat completion as the completion that the same call would have had unstreamed.
 * @param asChat makes a choice of another form one of chat
 */
export function foldChat(
  events: readonly ServerEvent[],
  asChat: (choice: JsonRecord) => JsonRecord = (choice) => choice,
): Folded {
  const body: Writable = {};
  const choices: Choice[] = [];
  let done = false;
  for (const { data } of events) {
    done ||= data.trim() === '[DONE]';
    const { choices: pieces, ...fields } = asRecord(recoverJson(data)) ?? {};
    replace(body, { ...fields, ...usageOf(fields) });
    for (const piece of recordsOf(pieces)) addPiece(choiceFor(choices, piece), asChat(piece));
  }
  choices.sort((a, b) => a.index - b.index);
  const ended = choices.length > 0 && choices.every(({ fields }) => typeof fields['finish_reason'] === 'string');
  return { body: { ...body, choices: choices.map(whole) }, complete: done || ended || 'error' in body };
}

/** Groq puts the usage of a stream into a field of its own. */
function usageOf(fields: JsonRecord): JsonRecord {
  const usage = asRecord(fields['usage']) ?? asRecord(asRecord(fields['x_groq'])?.['usage']);
  return usage === undefined ? {} : { usage };
}

const whole = ({ index, fields, message, calls }: Choice): JsonRecord => ({
  ...fields,
  index,
  message: calls.length === 0 ? message : { ...message, tool_calls: calls.map((call) => call.fields) },
});

function choiceFor(choices: Choice[], piece: JsonRecord): Choice {
  const index = asNumber(piece['index']) ?? 0;
  const known = choices.find((choice) => choice.index === index);
  if (known !== undefined) return known;
  const choice: Choice = { index, fields: {}, message: {}, calls: [] };
  choices.push(choice);
  return choice;
}

function addPiece(choice: Choice, piece: JsonRecord): void {
  const { index: _, delta, message, logprobs, ...fields } = piece;
  // Together writes each piece a second time, as its predecessor of chat had it.
  replace(choice.fields, delta === undefined ? fields : without(fields, 'text'));
  append(choice.fields, { logprobs });
  const { tool_calls: calls, ...rest } = asRecord(delta) ?? {};
  append(choice.message, rest);
  for (const { index, ...call } of recordsOf(calls)) append(callFor(choice.calls, asNumber(index), call).fields, call);
  if (delta === undefined) replace(choice.message, asRecord(message) ?? {}); // the end of a stream that is none
}

/** The call that a piece continues. Some servers leave out the index, and some give every call the same. */
function callFor(calls: Call[], index: number | undefined, piece: JsonRecord): Call {
  const id = asText(piece['id']) || undefined;
  const isWhole = index === undefined && id === undefined && asRecord(piece['function'])?.['name'] !== undefined;
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

/** Takes over what a later chunk says. */
function replace(into: Writable, fields: JsonRecord): void {
  for (const [key, value] of Object.entries(fields)) {
    const nested = asRecord(value);
    if (nested !== undefined) into[key] = { ...asRecord(into[key]), ...nested };
    else if (value !== null || !(key in into)) into[key] = value;
  }
}

/** Texts that never come in pieces; servers may repeat them with every chunk. */
const unbroken = new Set(['role', 'id', 'type', 'name', 'format', 'signature']);

/** Adds what a chunk brings: texts and lists grow, objects grow member by member, all else is replaced. */
function append(into: Writable, delta: JsonRecord): void {
  for (const [key, piece] of Object.entries(delta)) {
    const before = into[key];
    if (piece === undefined) continue;
    if (piece === null) into[key] = before ?? null;
    else if (key === 'content' && (Array.isArray(piece) || Array.isArray(before))) into[key] = joined(before, piece);
    else if (Array.isArray(piece)) into[key] = appendList(asList(before) ?? [], piece);
    else if (typeof piece === 'object') into[key] = appended(before, piece as JsonRecord);
    else if (typeof piece !== 'string' || typeof before !== 'string') into[key] = piece;
    else if (!unbroken.has(key)) into[key] = before + piece;
    else if (piece !== '') into[key] = piece;
  }
}

function appended(before: unknown, piece: JsonRecord): JsonRecord {
  const grown = { ...asRecord(before) };
  append(grown, piece);
  return grown;
}

/** Items with an index are pieces too: OpenRouter streams its `reasoning_details` like that. */
function appendList(before: readonly unknown[], pieces: readonly unknown[]): readonly unknown[] {
  const grown = [...before];
  for (const piece of pieces) {
    const item = asRecord(piece);
    const index = asNumber(item?.['index']);
    const at = index === undefined ? -1 : grown.findIndex((each) => asRecord(each)?.['index'] === index);
    if (item === undefined || at === -1) grown.push(piece);
    else grown[at] = appended(grown[at], item);
  }
  return grown;
}
