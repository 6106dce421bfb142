import { asNumber, asRecord, asText, type JsonRecord, recoverJson, withoutNullish } from '../../../json/json-record';
import type { ServerEvent } from '../../http/sse';
import type { Folded } from '../api';

type Writable = Record<string, unknown>;

/** A block of content while its pieces arrive. */
interface Block {
  /** What it started as: a tool's use or result, a picture. */
  start: JsonRecord;
  text: string | undefined;
  input: string | undefined;
  reasoning: { readonly text?: string; readonly signature?: unknown; readonly redactedContent?: unknown } | undefined;
  readonly citations: unknown[];
  readonly others: Writable;
}

/** The events of a streamed answer as the answer that the same call would have had unstreamed. */
export function foldConverse(events: readonly ServerEvent[]): Folded {
  const body: Writable = {};
  const blocks = new Map<number, Block>();
  let role: unknown;
  for (const event of events) {
    const [name, value] = namedEvent(event);
    switch (name) {
      case 'messageStart':
        role = value['role'];
        break;
      case 'contentBlockStart':
        blockAt(blocks, value).start = asRecord(value['start']) ?? {};
        break;
      case 'contentBlockDelta':
        addDelta(blockAt(blocks, value), asRecord(value['delta']) ?? {});
        break;
      case 'contentBlockStop':
        break;
      case 'messageStop':
      case 'metadata':
        Object.assign(body, withoutNullish(value));
        break;
      default:
        if (/exception|error/i.test(name)) body['error'] = { ...value, type: name };
    }
  }
  if (role !== undefined || blocks.size > 0) {
    const content = [...blocks].sort(([a], [b]) => a - b).map(([, block]) => whole(block));
    body['output'] = { message: { ...withoutNullish({ role }), content } };
  }
  return { body, complete: 'stopReason' in body || 'error' in body };
}

/** Nova's own stream has no names beside its events: each is an object with one field, its name. */
function namedEvent({ event, data }: ServerEvent): readonly [name: string, value: JsonRecord] {
  const value = asRecord(recoverJson(data)) ?? {};
  if (event !== undefined) return [event, value];
  const [name, inner] = Object.entries(value).find(([, each]) => asRecord(each) !== undefined) ?? ['', {}];
  return [name, asRecord(inner) ?? {}];
}

function blockAt(blocks: Map<number, Block>, { contentBlockIndex }: JsonRecord): Block {
  const index = asNumber(contentBlockIndex) ?? 0;
  const known: Block = blocks.get(index) ?? {
    start: {},
    text: undefined,
    input: undefined,
    reasoning: undefined,
    citations: [],
    others: {},
  };
  blocks.set(index, known);
  return known;
}

function addDelta(block: Block, delta: JsonRecord): void {
  const { text, toolUse, reasoningContent, citation, ...others } = delta;
  if (typeof text === 'string') block.text = (block.text ?? '') + text;
  const input = asText(asRecord(toolUse)?.['input']);
  if (input !== undefined) block.input = (block.input ?? '') + input;
  const thought = asRecord(reasoningContent);
  if (thought !== undefined) {
    const words = asText(thought['text']);
    const before = block.reasoning ?? {};
    block.reasoning = { ...before, ...thought, ...(words === undefined ? {} : { text: (before.text ?? '') + words }) };
  }
  if (citation !== undefined) block.citations.push(citation);
  for (const [name, value] of Object.entries(others)) {
    block.others[name] = Array.isArray(value)
      ? [...((block.others[name] as readonly unknown[] | undefined) ?? []), ...value]
      : { ...asRecord(block.others[name]), ...asRecord(value) };
  }
}

function whole({ start, text, input, reasoning, citations, others }: Block): JsonRecord {
  const { toolUse, toolResult } = start;
  // Arguments that are no JSON stay what the model wrote; none at all are an empty object.
  if (toolUse !== undefined)
    return { toolUse: { ...asRecord(toolUse), input: input ? (recoverJson(input) ?? input) : {} } };
  if (toolResult !== undefined) return { toolResult: { ...asRecord(toolResult), content: others['toolResult'] ?? [] } };
  if (reasoning !== undefined) {
    const { text: words, signature, ...rest } = reasoning;
    const reasoningText = withoutNullish({ text: words, signature });
    return { reasoningContent: { ...rest, ...(Object.keys(reasoningText).length === 0 ? {} : { reasoningText }) } };
  }
  if (citations.length > 0) return { citationsContent: { content: [{ text: text ?? '' }], citations } };
  if (text !== undefined) return { text };
  const [kind] = Object.keys({ ...start, ...others });
  return kind === undefined ? { text: '' } : { [kind]: { ...asRecord(start[kind]), ...asRecord(others[kind]) } };
}
