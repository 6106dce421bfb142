import { asRecord, asText, compact, fieldsOf, type JsonRecord, nonEmpty, recoverJson } from '../../../json/json-record';
import type { Folder } from '../api';
import { reasonIn } from '../fields/choices';
import type { Growth } from '../fields/growth';
import { append, assign, Indexed, type Writable } from '../fields/stream';

/** A block of content while its pieces arrive. */
interface Block {
  /** What it started as: a tool's use or result, a picture. */
  start: JsonRecord;
  /** Texts and lists that have grown, by the name of their field. */
  readonly fields: Writable;
  readonly citations: unknown[];
}

/** Folds the events of a streamed response into the response that it would have been without streaming. */
export function foldConverse(growth: Growth): Folder {
  const body: Writable = {};
  const blocks = new Indexed<Block>(() => ({ start: {}, fields: {}, citations: [] }), growth);
  let role: unknown;
  return {
    push({ event }, fields) {
      const [name, value] = event === undefined ? namedEvent(fields) : [event, fields];
      const { contentBlockIndex: index } = value;
      switch (name) {
        case 'messageStart':
          role = value['role'];
          break;
        case 'contentBlockStart':
          if (growth.takes(value)) blocks.at(index).start = fieldsOf(value['start']);
          break;
        case 'contentBlockDelta':
          addDelta(blocks.at(index), fieldsOf(value['delta']), growth);
          break;
        case 'contentBlockStop':
          break;
        case 'messageStop':
        case 'metadata':
          assign(body, compact(value), growth);
          break;
        default:
          if (/exception|error/i.test(name)) body['error'] = { ...value, type: name };
      }
    },
    result() {
      const content = blocks.inOrder()?.map(whole);
      if (role !== undefined || content !== undefined) {
        body['output'] = { message: { ...compact({ role }), content: content ?? [] } };
      }
      return { body, complete: reasonIn(body['stopReason']) !== undefined };
    },
  };
}

/** Nova's own stream has no names beside its events: each is an object with one field, its name. */
function namedEvent(fields: JsonRecord): readonly [name: string, value: JsonRecord] {
  const [name, inner] = Object.entries(fields).find(([, each]) => asRecord(each) !== undefined) ?? ['', {}];
  return [name, fieldsOf(inner)];
}

function addDelta({ fields, citations }: Block, { citation, ...delta }: JsonRecord, growth: Growth): void {
  if (citation !== undefined && growth.takes(citation)) citations.push(citation);
  append(fields, delta, growth);
}

function whole({ start, fields, citations }: Block): JsonRecord {
  const { toolUse, toolResult } = start;
  if (toolUse !== undefined) {
    const input = asText(fieldsOf(fields['toolUse'])['input']);
    // Arguments that are no JSON stay the text that the model wrote; none at all are an empty object.
    return { toolUse: { ...fieldsOf(toolUse), input: input ? (recoverJson(input) ?? input) : {} } };
  }
  if (toolResult !== undefined) return { toolResult: { ...fieldsOf(toolResult), content: fields['toolResult'] ?? [] } };
  const text = asText(fields['text']);
  const thought = asRecord(fields['reasoningContent']);
  if (thought !== undefined) {
    const { text: thoughts, signature, ...rest } = thought;
    const reasoningText = nonEmpty(compact({ text: thoughts, signature }));
    return { reasoningContent: { ...rest, ...compact({ reasoningText }) } };
  }
  if (citations.length > 0) return { citationsContent: { content: [{ text: text ?? '' }], citations } };
  if (text !== undefined) return { text };
  const [kind] = Object.keys({ ...start, ...fields });
  return kind === undefined ? { text: '' } : { [kind]: { ...fieldsOf(start[kind]), ...fieldsOf(fields[kind]) } };
}
