import { asList, compact, fieldsOf, type JsonRecord, nonEmpty } from '../../../json/json-record';
import type { ServerEvent } from '../../http/sse';
import type { Folded } from '../api';
import { append, fieldsOfEvent, Indexed, isDone, type Writable } from '../fields/stream';

/** What has come of a message. */
interface Pieces {
  readonly body: Writable;
  readonly message: Writable;
  readonly contents: Indexed<Writable>;
  readonly calls: Indexed<Writable>;
  readonly citations: unknown[];
  readonly logprobs: unknown[];
}

/** Folds the events of a streamed response into the response that it would have been without streaming. */
export function foldCohere(events: readonly ServerEvent[]): Folded {
  const contents = new Indexed<Writable>(() => ({}));
  const calls = new Indexed<Writable>(() => ({}));
  const pieces: Pieces = { body: {}, message: {}, contents, calls, citations: [], logprobs: [] };
  let complete = false;
  for (const each of events) {
    const event = fieldsOfEvent(each);
    complete ||= event['type'] === 'message-end' || isDone(each);
    add(pieces, event);
  }
  const { body, message, citations, logprobs } = pieces;
  const lists = { content: contents.inOrder(), tool_calls: calls.inOrder(), citations: nonEmpty(citations) };
  const whole = { message: { ...message, ...compact(lists) }, ...compact({ logprobs: nonEmpty(logprobs) }) };
  return { body: { ...body, ...whole }, complete };
}

function add({ body, message, contents, calls, citations, logprobs }: Pieces, event: JsonRecord): void {
  const { type, id, delta, index, logprobs: probabilities, ...others } = event;
  const { message: fields, ...ending } = fieldsOf(delta);
  const piece = compact(fieldsOf(fields));
  if (probabilities !== undefined) logprobs.push(probabilities);
  switch (type) {
    case 'message-start':
      Object.assign(body, compact({ id }));
      Object.assign(message, compact({ role: piece['role'] }));
      break;
    case 'content-start':
    case 'content-delta':
      append(contents.at(index), fieldsOf(piece['content']));
      break;
    case 'tool-plan-delta':
      append(message, { tool_plan: piece['tool_plan'] });
      break;
    case 'tool-call-start':
    case 'tool-call-delta':
      append(calls.at(index), fieldsOf(piece['tool_calls']));
      break;
    case 'citation-start':
      citations.push(...(asList(piece['citations']) ?? [piece['citations']]));
      break;
    case 'message-end':
      Object.assign(body, compact(ending));
      break;
    case 'debug':
      Object.assign(body, compact(others));
  }
}
