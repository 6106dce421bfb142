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
import type { Folder } from '../api';
import { reasonIn } from '../fields/choices';
import type { Growth } from '../fields/growth';
import { append, assign, Indexed, type Writable } from '../fields/stream';
import { addPartialArguments } from './arguments';

/** A candidate while its pieces arrive. */
interface Candidate {
  readonly index: number;
  readonly fields: Writable;
  readonly content: Writable;
  readonly parts: Writable[];
}

/** Folds the chunks of a streamed response into the response that it would have been without streaming. */
export function foldGemini(growth: Growth): Folder {
  const body: Writable = {};
  const candidates = new Indexed<Candidate>((index) => ({ index, fields: {}, content: {}, parts: [] }), growth);
  return {
    push(_event, { candidates: pieces, usageMetadata, ...fields }) {
      assign(body, fields, growth);
      // Each chunk counts from the beginning, but may leave out counts of an earlier one.
      if (usageMetadata !== undefined) {
        const counts: Writable = asRecord(body['usageMetadata']) ?? {};
        assign(counts, fieldsOf(usageMetadata), growth);
        body['usageMetadata'] = counts;
      }
      for (const piece of recordsOf(pieces)) addPiece(candidates.at(piece['index']), piece, growth);
    },
    result() {
      const all = candidates.inOrder();
      const isBlocked = fieldsOf(body['promptFeedback'])['blockReason'] !== undefined;
      const hasEnded = all?.every(({ fields }) => reasonIn(fields['finishReason']) !== undefined) ?? false;
      return {
        body: { ...body, ...compact({ candidates: all?.map(whole) }) },
        complete: hasEnded || isBlocked,
      };
    },
  };
}

const whole = ({ index, fields, content, parts }: Candidate): JsonRecord => ({
  ...fields,
  index,
  ...compact({ content: nonEmpty({ ...content, ...compact({ parts: nonEmpty(parts) }) }) }),
});

function addPiece(candidate: Candidate, piece: JsonRecord, growth: Growth): void {
  const { content, logprobsResult, index: _, ...fields } = piece;
  assign(candidate.fields, fields, growth);
  // Log probabilities are of the tokens of each chunk.
  append(candidate.fields, { logprobsResult }, growth);
  const { parts, ...others } = fieldsOf(content);
  assign(candidate.content, others, growth);
  for (const part of recordsOf(parts)) addPart(candidate.parts, part, growth);
}

/** A text continues the one before it, thoughts continue thoughts; a signature is a text's end. */
function addPart(parts: Writable[], part: JsonRecord, growth: Growth): void {
  const last = parts.at(-1);
  if (last !== undefined && continues(last, part)) {
    Object.assign(last, part, { text: growth.joined(asText(last['text']) ?? '', asText(part['text']) ?? '') });
    return;
  }
  const open = asRecord(last?.['functionCall']);
  const call = asRecord(part['functionCall']);
  if (last !== undefined && open?.['willContinue'] === true && call !== undefined) {
    Object.assign(last, part, { functionCall: continued(open, call, growth) });
    return;
  }
  if (!growth.takes(part)) return;
  parts.push(call === undefined ? { ...part } : { ...part, functionCall: continued({}, call, growth) });
}

const continues = (last: JsonRecord, part: JsonRecord): boolean =>
  typeof last['text'] === 'string' &&
  typeof part['text'] === 'string' &&
  (last['thought'] === true) === (part['thought'] === true) &&
  last['thoughtSignature'] === undefined;

/** A call whose arguments are streamed; one that comes at once stays as it is. */
function continued(before: JsonRecord, piece: JsonRecord, growth: Growth): JsonRecord {
  const partial = recordsOf(piece['partialArgs']);
  const call = { ...without(before, 'willContinue'), ...without(piece, 'partialArgs') };
  if (partial.length === 0) return call;
  const args: Writable = asRecord(before['args']) ?? {};
  addPartialArguments(args, partial, growth);
  return { ...call, args };
}
