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
type List = 'content' | 'summary';

/** An item of the output while its pieces arrive; what is in its lists goes by index. */
interface Item {
  readonly fields: Writable;
  readonly content: Map<number, Writable>;
  readonly summary: Map<number, Writable>;
}

/**
 * The events of a streamed response as the response. Its last event has all of it; of a stream that was cut, or whose last event
 * leaves out the output, the items are put together from their pieces.
 */
export function foldResponse(events: readonly ServerEvent[]): Folded {
  let body: JsonRecord = {};
  let complete = false;
  const items = new Map<number, Item>();
  for (const { event, data } of events) {
    const fields = asRecord(recoverJson(data)) ?? {};
    const type = asText(fields['type']) ?? event ?? '';
    body = { ...body, ...asRecord(fields['response']), ...errorIn(type, fields) };
    complete ||= ends.has(type) || data.trim() === '[DONE]';
    addPiece(items, type, fields);
  }
  const isWhole = recordsOf(body['output']).length > 0;
  return { body: isWhole ? body : { ...body, output: inOrder(items).map(written) }, complete };
}

const ends: ReadonlySet<string> = new Set([
  'response.completed',
  'response.incomplete',
  'response.failed',
  'response.cancelled',
  'error',
]);

/** The error's fields stand in the event itself, or in an object of it. */
const errorIn = (type: string, fields: JsonRecord): JsonRecord =>
  type === 'error' ? { error: asRecord(fields['error']) ?? without(fields, 'type', 'sequence_number') } : {};

/** Where the pieces of a text go: to a field of the item itself, or of a part in one of its lists. */
const places: Readonly<Record<string, readonly [field: string, list?: List]>> = {
  'response.output_text': ['text', 'content'],
  'response.refusal': ['refusal', 'content'],
  'response.reasoning_text': ['text', 'content'],
  'response.reasoning_summary_text': ['text', 'summary'],
  'response.function_call_arguments': ['arguments'],
  'response.custom_tool_call_input': ['input'],
  'response.mcp_call_arguments': ['arguments'],
  'response.code_interpreter_call_code': ['code'],
};

/** Parts of items, by the name of the list that they stand in. */
const parts: Readonly<Record<string, List>> = {
  'response.content_part': 'content',
  'response.reasoning_summary_part': 'summary',
};

function addPiece(items: Map<number, Item>, type: string, event: JsonRecord): void {
  const at = asNumber(event['output_index']);
  const [, subject = '', stage] = /^(.*)\.(added|delta|done)$/.exec(type) ?? [];
  if (at === undefined) return;
  if (subject === 'response.output_item') {
    items.set(at, { fields: { ...asRecord(event['item']) }, content: new Map(), summary: new Map() });
    return;
  }
  const item = items.get(at) ?? { fields: {}, content: new Map(), summary: new Map() };
  items.set(at, item);
  const index = asNumber(event['content_index'] ?? event['summary_index']) ?? 0;
  const [field, list] = places[subject] ?? [];
  const part = parts[subject];
  if (field !== undefined) {
    const holder: Writable = list === undefined ? item.fields : partAt(item[list], index, subject);
    // What is done is said once more, whole.
    holder[field] = stage === 'delta' ? (asText(holder[field]) ?? '') + (asText(event['delta']) ?? '') : event[field];
  } else if (part !== undefined) {
    item[part].set(index, { ...asRecord(event['part']) });
  } else if (subject === 'response.output_text.annotation') {
    const holder = partAt(item.content, index, 'response.output_text');
    holder['annotations'] = [...(asList(holder['annotations']) ?? []), event['annotation']];
  }
}

/** A part that was not announced is of the type that its pieces name. */
function partAt(list: Map<number, Writable>, index: number, subject: string): Writable {
  const known = list.get(index);
  if (known !== undefined) return known;
  const part: Writable = { type: subject.replace('response.', '') };
  list.set(index, part);
  return part;
}

const inOrder = <T>(byIndex: ReadonlyMap<number, T>): readonly T[] =>
  [...byIndex].sort(([one], [other]) => one - other).map(([, each]) => each);

const written = ({ fields, content, summary }: Item): JsonRecord => ({
  ...fields,
  ...(content.size === 0 ? {} : { content: inOrder(content) }),
  ...(summary.size === 0 ? {} : { summary: inOrder(summary) }),
});
