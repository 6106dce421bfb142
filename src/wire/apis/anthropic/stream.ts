import { asList, asText, compact, fieldsOf, type JsonRecord, parseJson } from '../../../json/json-record';
import type { ServerEvent } from '../../http/sse';
import type { Folded } from '../api';
import { append, fieldsOfEvent, Indexed, type Writable } from '../fields/stream';

/** A block of the content while its pieces arrive. */
interface Block {
  readonly fields: Writable;
  /** The input of a tool comes as the text of its JSON. */
  input: string;
}

/** Folds the events of a streamed message into the message that it would have been without streaming. */
export function foldMessage(events: readonly ServerEvent[]): Folded {
  let body: JsonRecord = {};
  const blocks = new Indexed<Block>(() => ({ fields: {}, input: '' }));
  let stopped = false;
  for (const event of events) {
    const { type, ...fields } = fieldsOfEvent(event);
    const { index, message, content_block: block, delta } = fields;
    switch (asText(type) ?? event.event) {
      case 'message_start':
        body = { ...body, ...fieldsOf(message) };
        break;
      case 'content_block_start':
        blocks.set(index, { fields: { ...fieldsOf(block) }, input: '' });
        break;
      case 'content_block_delta':
        addDelta(blocks.at(index), fieldsOf(delta));
        break;
      case 'message_delta':
        body = withDelta(body, fields);
        break;
      case 'message_stop':
        body = { ...body, ...fields };
        stopped = true;
        break;
      case 'error':
        body = { ...body, ...fields };
        break;
    }
  }
  const complete = stopped || 'error' in body || typeof body['stop_reason'] === 'string';
  return { body: { ...body, ...compact({ content: blocks.inOrder()?.map(written) }) }, complete };
}

/** Why it stopped, and the counts by then, which replace those at the start. */
const withDelta = (body: JsonRecord, { delta, usage, ...others }: JsonRecord): JsonRecord => ({
  ...body,
  ...compact(others),
  ...compact(fieldsOf(delta)),
  usage: { ...fieldsOf(body['usage']), ...compact(fieldsOf(usage)) },
});

function addDelta(block: Block, { type: _, partial_json: json, citation, ...pieces }: JsonRecord): void {
  const { fields } = block;
  block.input += asText(json) ?? '';
  if (citation) fields['citations'] = [...(asList(fields['citations']) ?? []), citation];
  append(fields, compact(pieces));
}

/** Input that was cut, or is no JSON, stays the text that came. */
const written = ({ fields, input }: Block): JsonRecord =>
  input === '' ? fields : { ...fields, input: parseJson(input) ?? input };
