import { asText, compact, fieldsOf, type JsonRecord, recordsOf } from '../../../json/json-record';
import type { Folder } from '../api';
import { isChoices } from '../fields/choices';
import type { Growth } from '../fields/growth';
import { assign, grownList, Indexed, isDone, type Writable } from '../fields/stream';
import { textsIn } from '../fields/texts';
import { addUsage } from '../fields/usage';
import { foldChat } from './chat-stream';
import { ItemPlaces } from './pieces/item-places';

type List = 'content' | 'summary';

/** An item of the output, and the parts in its lists, while their pieces arrive. */
interface Item {
  readonly fields: Writable;
  readonly content: Indexed<Writable>;
  readonly summary: Indexed<Writable>;
}

const itemOf = (fields: JsonRecord, growth: Growth): Item => ({
  fields: { ...fields },
  content: new Indexed<Writable>(() => ({}), growth),
  summary: new Indexed<Writable>(() => ({}), growth),
});

/**
 * Folds the events of a streamed response into the response. The last event has all of it; of a stream that was cut, or whose last
 * event leaves out the output, the items are put together from their pieces. Gateways send chunks of a chat among the events, mostly
 * as something goes wrong: what these have said stands beside the output, as the choices of a chat.
 */
export function foldResponse(growth: Growth): Folder {
  const body: Writable = {};
  let complete = false;
  const items = new Indexed<Item>(() => itemOf({}, growth), growth);
  const places = new ItemPlaces(growth);
  let chat: Folder | undefined;
  return {
    push(event, fields) {
      if (isChoices(fields['choices'])) {
        chat ??= foldChat(growth);
        chat.push(event, fields);
        return;
      }
      const type = asText(fields['type']) ?? event.event ?? '';
      const { usage = fields['usage'], ...response } = compact(fieldsOf(fields['response']));
      assign(body, response, growth);
      addUsage(body, usage, growth);
      complete ||= lastEvents.has(type) || isDone(event);
      addPiece(items, places, type, fields, growth);
    },
    result() {
      const isWhole = recordsOf(body['output']).length > 0;
      if (isWhole) return { body, complete };
      const said = chat?.result();
      const output = (items.inOrder() ?? []).map(written);
      return {
        body: { ...said?.body, ...body, output },
        complete: complete || said?.complete === true,
        isPieced: true,
      };
    },
  };
}

const lastEvents: ReadonlySet<string> = new Set([
  'response.completed',
  'response.incomplete',
  'response.failed',
  'response.cancelled',
  'response.done', // of the Realtime API
]);

/** Where the pieces of a text go: to a field of an item of this type, or of a part in one of its lists. */
const texts = new Map<string, readonly [type: string, field: string, list?: List]>(
  Object.entries({
    'response.output_text': ['message', 'text', 'content'],
    'response.output_audio_transcript': ['message', 'transcript', 'content'],
    'response.refusal': ['message', 'refusal', 'content'],
    'response.reasoning_text': ['reasoning', 'text', 'content'],
    'response.reasoning_summary_text': ['reasoning', 'text', 'summary'],
    'response.function_call_arguments': ['function_call', 'arguments'],
    'response.custom_tool_call_input': ['custom_tool_call', 'input'],
    'response.mcp_call_arguments': ['mcp_call', 'arguments'],
    'response.code_interpreter_call_code': ['code_interpreter_call', 'code'],
  }),
);

/** Parts of items, by the name of their list. */
const parts = new Map<string, List>([
  ['response.content_part', 'content'],
  ['response.reasoning_summary_part', 'summary'],
]);

/** The type of the item that an event is about, as far as it says so. */
function itemTypeIn(subject: string, event: JsonRecord): string | undefined {
  if (subject === 'response.output_item') return asText(fieldsOf(event['item'])['type']);
  if (subject === 'response.reasoning_summary_part') return 'reasoning';
  return texts.get(subject)?.[0];
}

function addPiece(items: Indexed<Item>, places: ItemPlaces, type: string, event: JsonRecord, growth: Growth): void {
  const [, subject = '', stage] = /^(.*)\.(added|delta|done)$/.exec(type) ?? [];
  const [part, [itemType, field, list] = []] = [parts.get(subject), texts.get(subject)];
  const isItem = subject === 'response.output_item';
  if (!isItem && part === undefined && field === undefined && subject !== annotation) return;
  const at = places.placeOf(event, itemTypeIn(subject, event), isItem && stage === 'added');
  if (isItem) {
    const [before, whole] = [items.at(at), fieldsOf(event['item'])];
    if (growth.replaces(written(before), whole)) items.set(at, completed(before, itemOf(whole, growth)));
    return;
  }
  const item = items.at(at);
  item.fields['id'] ??= event['item_id'];
  const index = event['content_index'] ?? event['summary_index'];
  if (field !== undefined) {
    item.fields['type'] ??= itemType;
    const holder = list === undefined ? item.fields : partAt(item[list], index, subject);
    const piece = textsIn(event['delta']).join('');
    if (stage === 'delta') holder[field] = growth.joined(asText(holder[field]) ?? '', piece);
    else if (event[field] && growth.replaces(holder[field], event[field])) holder[field] = event[field]; // the whole text once more
  } else if (part !== undefined) {
    const whole = fieldsOf(event['part']);
    const before = item[part].at(index);
    if (growth.replaces(before, whole)) item[part].set(index, filled(before, whole));
  } else {
    const holder = partAt(item.content, index, 'response.output_text');
    holder['annotations'] = grownList(holder['annotations'], [event['annotation']], growth);
  }
}

const annotation = 'response.output_text.annotation';

/** A whole item in place of its pieces, which stay where it has nothing. */
const completed = (before: Item, whole: Item): Item => ({
  fields: filled(before.fields, whole.fields),
  content: recordsOf(whole.fields['content']).length > 0 ? whole.content : before.content,
  summary: recordsOf(whole.fields['summary']).length > 0 ? whole.summary : before.summary,
});

/** The fields of a whole, and of its pieces where it says nothing. */
const filled = (before: JsonRecord, whole: JsonRecord): Writable => ({
  ...whole,
  ...Object.fromEntries(Object.entries(before).filter(([name]) => (whole[name] ?? '') === '')),
});

/** A part that was not announced has the type that its pieces name. */
function partAt(list: Indexed<Writable>, index: unknown, subject: string): Writable {
  const part = list.at(index);
  if (Object.keys(part).length === 0) part['type'] = subject.replace('response.', '');
  return part;
}

const written = ({ fields, content, summary }: Item): JsonRecord => ({
  ...fields,
  ...compact({ content: content.inOrder(), summary: summary.inOrder() }),
});
