import {
  asList,
  asNumber,
  asRecord,
  asText,
  type JsonRecord,
  recoverJson,
  without,
  withoutNullish,
} from '../../../json/json-record';
import type { ServerEvent } from '../../http/sse';
import type { Folded } from '../api';

/** A block of the content while its pieces arrive. */
interface Block {
  readonly fields: Record<string, unknown>;
  /** The input of a tool comes as the text of its JSON. */
  input: string;
}

/** The events of a streamed message as the message that the same call would have had unstreamed. */
export function foldMessage(events: readonly ServerEvent[]): Folded {
  let body: JsonRecord = {};
  const blocks = new Map<number, Block>();
  let stopped = false;
  for (const { event, data } of events) {
    const fields = asRecord(recoverJson(data)) ?? {};
    const index = asNumber(fields['index']) ?? 0;
    switch (asText(fields['type']) ?? event) {
      case 'message_start':
        body = { ...body, ...asRecord(fields['message']) };
        break;
      case 'content_block_start':
        blocks.set(index, { fields: { ...asRecord(fields['content_block']) }, input: '' });
        break;
      case 'content_block_delta':
        addPiece(blocks, index, asRecord(fields['delta']) ?? {});
        break;
      case 'message_delta':
        body = withDelta(body, fields);
        break;
      case 'message_stop':
        body = { ...body, ...without(fields, 'type') };
        stopped = true;
        break;
      case 'error':
        body = { ...body, ...without(fields, 'type') };
        break;
    }
  }
  const content = [...blocks].sort(([one], [other]) => one - other).map(([, block]) => written(block));
  const complete = stopped || 'error' in body || typeof body['stop_reason'] === 'string';
  return { body: blocks.size === 0 ? body : { ...body, content }, complete };
}

/** Why it stopped, and the counts by then, which take the place of those at the start. */
function withDelta(body: JsonRecord, event: JsonRecord): JsonRecord {
  const { delta, usage, ...others } = without(event, 'type');
  return {
    ...body,
    ...withoutNullish(others),
    ...withoutNullish(asRecord(delta) ?? {}),
    usage: { ...asRecord(body['usage']), ...withoutNullish(asRecord(usage) ?? {}) },
  };
}

const growing: ReadonlySet<string> = new Set(['text', 'thinking', 'content']);

function addPiece(blocks: Map<number, Block>, index: number, delta: JsonRecord): void {
  const block = blocks.get(index) ?? { fields: {}, input: '' };
  blocks.set(index, block);
  const { fields } = block;
  for (const [name, piece] of Object.entries(withoutNullish(without(delta, 'type')))) {
    if (name === 'partial_json') block.input += String(piece);
    else if (name === 'citation') fields['citations'] = [...(asList(fields['citations']) ?? []), piece];
    else fields[name] = growing.has(name) ? (asText(fields[name]) ?? '') + String(piece) : piece;
  }
}

/** Input that was cut, or is no JSON, stays the text that came. */
function written({ fields, input }: Block): JsonRecord {
  return input === '' ? fields : { ...fields, input: wholeJson(input) ?? input };
}

function wholeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the model was interrupted, or streams without a check
  }
}
