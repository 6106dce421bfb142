import { asText, compact, fieldsOf, type JsonRecord, parseJson } from '../../../json/json-record';
import type { Folder } from '../api';
import { reasonIn } from '../fields/choices';
import type { Growth } from '../fields/growth';
import { append, assign, grownList, Indexed, type Writable } from '../fields/stream';

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
          if (growth.takes(block)) blocks.set(index, { fields: { ...fieldsOf(block) }, input: '' });
          break;
        case 'content_block_delta':
          addDelta(blocks.at(index), fieldsOf(delta), growth);
          break;
        case 'message_delta':
          addMessageDelta(body, fields, growth);
          break;
        case 'message_stop':
          assign(body, fields, growth);
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
  const counts: Writable = { ...fieldsOf(body['usage']) };
  assign(counts, compact(fieldsOf(usage)), growth);
  assign(body, { ...compact(others), ...compact(fieldsOf(delta)), usage: counts }, growth);
}

function addDelta(
  block: Block,
  { type: _, partial_json: json, citation, ...pieces }: JsonRecord,
  growth: Growth,
): void {
  const { fields } = block;
  block.input = growth.joined(block.input, asText(json) ?? '');
  if (citation) fields['citations'] = grownList(fields['citations'], [citation], growth);
  append(fields, compact(pieces), growth);
}

/** Input that was cut, or is no JSON, stays the text that came. */
const written = ({ fields, input }: Block): JsonRecord =>
  input === '' ? fields : { ...fields, input: parseJson(input) ?? input };
