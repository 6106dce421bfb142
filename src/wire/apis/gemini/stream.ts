import {
  asRecord,
  asText,
  compact,
  fieldsOf,
  type JsonRecord,
  nonEmpty,
  recordsOf,
  without,
} from '../../../json/json-record';
import type { ServerEvent } from '../../http/sse';
import type { Folded } from '../api';
import { append, fieldsOfEvent, Indexed, type Writable } from '../fields/stream';
import { addPartialArguments } from './arguments';

/** A candidate while its pieces arrive. */
interface Candidate {
  readonly index: number;
  readonly fields: Writable;
  readonly content: Writable;
  readonly parts: Writable[];
}

/** Folds the chunks of a streamed response into the response that it would have been without streaming. */
export function foldGemini(events: readonly ServerEvent[]): Folded {
  const body: Writable = {};
  const candidates = new Indexed<Candidate>((index) => ({ index, fields: {}, content: {}, parts: [] }));
  for (const event of events) {
    const { candidates: pieces, usageMetadata, ...fields } = fieldsOfEvent(event);
    Object.assign(body, fields);
    // Each chunk counts from the beginning, but may leave out counts of an earlier one.
    if (usageMetadata !== undefined) {
      body['usageMetadata'] = { ...asRecord(body['usageMetadata']), ...asRecord(usageMetadata) };
    }
    for (const piece of recordsOf(pieces)) addPiece(candidates.at(piece['index']), piece);
  }
  const all = candidates.inOrder();
  const isBlocked = fieldsOf(body['promptFeedback'])['blockReason'] !== undefined;
  const hasEnded = all?.every(({ fields }) => fields['finishReason'] !== undefined) ?? false;
  return {
    body: { ...body, ...compact({ candidates: all?.map(whole) }) },
    complete: hasEnded || isBlocked || 'error' in body,
  };
}

const whole = ({ index, fields, content, parts }: Candidate): JsonRecord => ({
  ...fields,
  index,
  ...compact({ content: nonEmpty({ ...content, ...compact({ parts: nonEmpty(parts) }) }) }),
});

function addPiece(candidate: Candidate, { content, logprobsResult, index: _, ...fields }: JsonRecord): void {
  Object.assign(candidate.fields, fields);
  // Log probabilities are of the tokens of each chunk.
  append(candidate.fields, { logprobsResult });
  const { parts, ...others } = fieldsOf(content);
  Object.assign(candidate.content, others);
  for (const part of recordsOf(parts)) addPart(candidate.parts, part);
}

/** A text continues the one before it, thoughts continue thoughts; a signature is a text's end. */
function addPart(parts: Writable[], part: JsonRecord): void {
  const last = parts.at(-1);
  if (last !== undefined && continues(last, part)) {
    Object.assign(last, part, { text: `${asText(last['text']) ?? ''}${asText(part['text']) ?? ''}` });
    return;
  }
  const open = asRecord(last?.['functionCall']);
  const call = asRecord(part['functionCall']);
  if (last !== undefined && open?.['willContinue'] === true && call !== undefined) {
    Object.assign(last, part, { functionCall: continued(open, call) });
    return;
  }
  parts.push(call === undefined ? { ...part } : { ...part, functionCall: continued({}, call) });
}

const continues = (last: JsonRecord, part: JsonRecord): boolean =>
  typeof last['text'] === 'string' &&
  typeof part['text'] === 'string' &&
  (last['thought'] === true) === (part['thought'] === true) &&
  last['thoughtSignature'] === undefined;

/** A call whose arguments are streamed; one that comes at once stays as it is. */
function continued(before: JsonRecord, piece: JsonRecord): JsonRecord {
  const partial = recordsOf(piece['partialArgs']);
  const call = { ...without(before, 'willContinue'), ...without(piece, 'partialArgs') };
  return partial.length === 0 ? call : { ...call, args: addPartialArguments(fieldsOf(before['args']), partial) };
}
