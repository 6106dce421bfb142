import { asRecord, asText, compact, fieldsOf, type JsonRecord, parseJson } from '../../../json/json-record';
import type { Folder } from '../api';
import { reasonIn } from '../fields/choices';
import type { Growth } from '../fields/growth';
import { append, assign, grownList, Indexed, type Writable } from '../fields/stream';
import { addUsage } from '../fields/usage';

/** A block of the content while its pieces arrive. */
interface Block {
  readonly fields: Writable;
  /** The input of a tool comes as the text of its JSON. */
  input: string;
}

/** Folds the events of a streamed message into the message that it would have been without streaming. */
export function foldMessage(growth: Growth): Folder {
  const body: Writable = {};
  const blocks = new Indexed<Block>(() => ({ fields: {}, input: '' }), growth);
  let stopped = false;
  return {
    push(event, { type, ...fields }) {
      const { index, message, content_block: block, delta } = fields;
      switch (asText(type) ?? event.event) {
        case 'message_start':
          assign(body, fieldsOf(message), growth);
          break;
        case 'content_block_start':
          if (growth.takes(block)) blocks.begin(index, { fields: { ...fieldsOf(block) }, input: '' });
          break;
        case 'content_block_delta':
          addDelta(blocks, index, fieldsOf(delta), growth);
          break;
        case 'message_delta':
          addMessageDelta(body, fields, growth);
          break;
        case 'message_stop':
          addMessageDelta(body, fields, growth);
          stopped = true;
          break;
        case 'error':
          assign(body, fields, growth);
          break;
      }
    },
    result() {
      const complete = stopped || reasonIn(body['stop_reason']) !== undefined;
      return { body: { ...body, ...compact({ content: blocks.inOrder()?.map(written) }) }, complete };
    },
  };
}

/** Why it stopped, and the counts by then, which replace those at the start. */
function addMessageDelta(body: Writable, { delta, usage, ...others }: JsonRecord, growth: Growth): void {
  const { usage: inside, ...fields } = compact(fieldsOf(delta));
  assign(body, { ...compact(others), ...fields }, growth);
  addUsage(body, inside, growth);
  addUsage(body, usage, growth);
}

/** The types of the blocks whose pieces these are. */
const typesOfBlocks: ReadonlyMap<unknown, string> = new Map([
  ['text_delta', 'text'],
  ['thinking_delta', 'thinking'],
]);

/** The block that a piece belongs to: one of its kind, which servers need not announce. */
function blockOf(blocks: Indexed<Block>, index: unknown, pieceType: unknown): Block {
  const type = typesOfBlocks.get(pieceType);
  const block = blocks.begun(index);
  const known = block?.fields['type'];
  const isOther = type !== undefined && (known === 'text' || known === 'thinking') && known !== type;
  if (block !== undefined && !isOther) return block;
  const begun = { fields: { ...compact({ type }) }, input: '' };
  blocks.begin(index, begun);
  return begun;
}

function addDelta(
  blocks: Indexed<Block>,
  index: unknown,
  { type, partial_json: json, citation, ...pieces }: JsonRecord,
  growth: Growth,
): void {
  const block = blockOf(blocks, index, type);
  const { fields } = block;
  if (asRecord(json) !== undefined) fields['input'] = json;
  block.input = growth.joined(block.input, asText(json) ?? '');
  if (citation) fields['citations'] = grownList(fields['citations'], [citation], growth);
  append(fields, compact(pieces), growth);
}

/** Input that was cut, or is no JSON, stays the text that came. */
const written = ({ fields, input }: Block): JsonRecord =>
  input === '' ? fields : { ...fields, input: parseJson(input) ?? input };
