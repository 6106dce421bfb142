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
import { addPartialArguments } from './arguments';

type Writable = Record<string, unknown>;

/** A candidate while its pieces arrive. */
interface Candidate {
  readonly index: number;
  readonly fields: Writable;
  readonly content: Writable;
  readonly parts: Writable[];
}

/** The chunks of a streamed answer as the answer that the same call would have had unstreamed. */
export function foldGemini(events: readonly ServerEvent[]): Folded {
  const body: Writable = {};
  const candidates: Candidate[] = [];
  for (const { data } of events) {
    const { candidates: pieces, usageMetadata, ...fields } = asRecord(recoverJson(data)) ?? {};
    Object.assign(body, fields);
    // Each chunk counts from the beginning, but may leave out what an earlier one said.
    if (usageMetadata !== undefined) {
      body['usageMetadata'] = { ...asRecord(body['usageMetadata']), ...asRecord(usageMetadata) };
    }
    for (const piece of recordsOf(pieces)) addPiece(candidateFor(candidates, piece), piece);
  }
  candidates.sort((a, b) => a.index - b.index);
  const isBlocked = asRecord(body['promptFeedback'])?.['blockReason'] !== undefined;
  const hasEnded = candidates.length > 0 && candidates.every(({ fields }) => fields['finishReason'] !== undefined);
  return {
    body: candidates.length === 0 ? body : { ...body, candidates: candidates.map(whole) },
    complete: hasEnded || isBlocked || 'error' in body,
  };
}

const whole = ({ index, fields, content, parts }: Candidate): JsonRecord => ({
  ...fields,
  index,
  ...(parts.length === 0 && Object.keys(content).length === 0 ? {} : { content: { ...content, parts } }),
});

function candidateFor(candidates: Candidate[], piece: JsonRecord): Candidate {
  const index = asNumber(piece['index']) ?? 0;
  const known = candidates.find((candidate) => candidate.index === index);
  if (known !== undefined) return known;
  const candidate: Candidate = { index, fields: {}, content: {}, parts: [] };
  candidates.push(candidate);
  return candidate;
}

function addPiece(candidate: Candidate, piece: JsonRecord): void {
  const { content, logprobsResult, index: _, ...fields } = piece;
  Object.assign(candidate.fields, fields);
  if (logprobsResult !== undefined) {
    candidate.fields['logprobsResult'] = grown(candidate.fields['logprobsResult'], asRecord(logprobsResult) ?? {});
  }
  const { parts, ...others } = asRecord(content) ?? {};
  Object.assign(candidate.content, others);
  for (const part of recordsOf(parts)) addPart(candidate.parts, part);
}

/** Log probabilities come for the tokens of each chunk. */
const grown = (before: unknown, piece: JsonRecord): JsonRecord => {
  const known = asRecord(before) ?? {};
  return Object.fromEntries(
    Object.entries({ ...known, ...piece }).map(([name, value]) => [
      name,
      name in known && name in piece && Array.isArray(value) ? [...(asList(known[name]) ?? []), ...value] : value,
    ]),
  );
};

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
  return partial.length === 0 ? call : { ...call, args: addPartialArguments(asRecord(before['args']) ?? {}, partial) };
}
