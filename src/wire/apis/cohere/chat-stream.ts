import { asList, compact, fieldsOf, type JsonRecord } from '../../../json/json-record';
import type { Folder } from '../api';
import type { Growth } from '../fields/growth';
import { append, assign, Indexed, isDone, type Writable } from '../fields/stream';

/** What has come of a message. */
interface Pieces {
  readonly body: Writable;
  readonly message: Writable;
  readonly contents: Indexed<Writable>;
  readonly calls: Indexed<Writable>;
  /** `citations` and `logprobs`. */
  readonly lists: Writable;
}

/** Folds the events of a streamed response into the response that it would have been without streaming. */
export function foldCohere(growth: Growth): Folder {
  const contents = new Indexed<Writable>(() => ({}), growth);
  const calls = new Indexed<Writable>(() => ({}), growth);
  const pieces: Pieces = { body: {}, message: {}, contents, calls, lists: {} };
  let complete = false;
  return {
    push(each, event) {
      complete ||= event['type'] === 'message-end' || isDone(each);
      add(pieces, event, growth);
    },
    result() {
      const { body, message, lists } = pieces;
      const { citations, logprobs } = lists;
      const grown = { content: contents.inOrder(), tool_calls: calls.inOrder(), citations };
      return { body: { ...body, message: { ...message, ...compact(grown) }, ...compact({ logprobs }) }, complete };
    },
  };
}

function add({ body, message, contents, calls, lists }: Pieces, event: JsonRecord, growth: Growth): void {
  const { type, id, delta, index, logprobs: probabilities, ...others } = event;
  const { message: fields, ...ending } = fieldsOf(delta);
  const piece = compact(fieldsOf(fields));
  if (probabilities !== undefined) append(lists, { logprobs: [probabilities] }, growth);
  switch (type) {
    case 'message-start':
      assign(body, compact({ id }), growth);
      assign(message, compact({ role: piece['role'] }), growth);
      break;
    case 'content-start':
    case 'content-delta':
      append(contents.at(index), fieldsOf(piece['content']), growth);
      break;
    case 'tool-plan-delta':
      append(message, { tool_plan: piece['tool_plan'] }, growth);
      break;
    case 'tool-call-start':
    case 'tool-call-delta':
      append(calls.at(index), fieldsOf(piece['tool_calls']), growth);
      break;
    case 'citation-start':
      append(lists, { citations: asList(piece['citations']) ?? [piece['citations']] }, growth);
      break;
    case 'message-end':
      assign(body, compact(ending), growth);
      break;
    case 'debug':
      assign(body, compact(others), growth);
  }
}
