import {
  asList,
  asNumber,
  asRecord,
  asText,
  type JsonRecord,
  recoverJson,
  withoutNullish,
} from '../../../json/json-record';
import type { ServerEvent } from '../../http/sse';
import type { Folded } from '../api';

type Writable = Record<string, unknown>;

/** What came of a message; contents and tool calls by their index. */
interface Pieces {
  readonly body: Writable;
  readonly message: Writable;
  readonly contents: Map<number, Writable>;
  readonly calls: Map<number, Writable>;
  readonly citations: unknown[];
  readonly logprobs: unknown[];
}

/** The events of a streamed answer as the answer that the same call would have had unstreamed. */
export function foldCohere(events: readonly ServerEvent[]): Folded {
  const pieces: Pieces = {
    body: {},
    message: {},
    contents: new Map(),
    calls: new Map(),
    citations: [],
    logprobs: [],
  };
  let complete = false;
  for (const { data } of events) {
    const event = asRecord(recoverJson(data)) ?? {};
    complete ||= event['type'] === 'message-end' || data.trim() === '[DONE]';
    add(pieces, event);
  }
  const { body, message, contents, calls, citations, logprobs } = pieces;
  const lists = {
    content: inOrder(contents),
    tool_calls: inOrder(calls),
    citations: citations.length === 0 ? undefined : citations,
  };
  const whole = { ...body, message: { ...message, ...withoutNullish(lists) } };
  return { body: logprobs.length === 0 ? whole : { ...whole, logprobs }, complete };
}

function add({ body, message, contents, calls, citations, logprobs }: Pieces, event: JsonRecord): void {
  const { type, id, delta, index, logprobs: probabilities, ...others } = event;
  const at = asNumber(index) ?? 0;
  const { message: said_, ...ending } = asRecord(delta) ?? {};
  const piece = asRecord(said_) ?? {};
  if (probabilities !== undefined) logprobs.push(probabilities);
  switch (type) {
    case 'message-start':
      if (id !== undefined) body['id'] = id;
      if (piece['role'] !== undefined) message['role'] = piece['role'];
      break;
    case 'content-start':
    case 'content-delta':
      append(entry(contents, at), asRecord(piece['content']) ?? {});
      break;
    case 'tool-plan-delta':
      append(message, { tool_plan: piece['tool_plan'] });
      break;
    case 'tool-call-start':
    case 'tool-call-delta':
      append(entry(calls, at), asRecord(piece['tool_calls']) ?? {});
      break;
    case 'citation-start':
      citations.push(...(asList(piece['citations']) ?? [piece['citations']]));
      break;
    case 'message-end':
      Object.assign(body, withoutNullish(ending));
      break;
    case 'debug':
      Object.assign(body, withoutNullish(others));
  }
}

function entry(entries: Map<number, Writable>, index: number): Writable {
  const known = entries.get(index) ?? {};
  entries.set(index, known);
  return known;
}

/** Texts that come in pieces; all others come once. */
const growing = new Set(['text', 'thinking', 'arguments', 'tool_plan']);

function append(into: Writable, piece: JsonRecord): void {
  for (const [name, value] of Object.entries(withoutNullish(piece))) {
    const nested = asRecord(value);
    if (nested !== undefined) {
      const inner = { ...asRecord(into[name]) };
      append(inner, nested);
      into[name] = inner;
    } else into[name] = growing.has(name) ? `${asText(into[name]) ?? ''}${String(value)}` : value;
  }
}

const inOrder = (entries: ReadonlyMap<number, JsonRecord>): readonly JsonRecord[] | undefined =>
  entries.size === 0 ? undefined : [...entries].sort(([a], [b]) => a - b).map(([, value]) => value);
