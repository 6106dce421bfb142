import { fuller } from '../messages/fuller-conversation';
import type { Message } from '../messages/message';
import { isParsed, type Unparsed } from '../read/facts';
import type { SpanView } from '../span/span-view';
import type { Candidate } from './attribute-index';

type Conversation = readonly Message[] | Unparsed;

interface FullestContent {
  readonly value: Conversation | undefined;
  /** Sources that are about something else, and those that are not. */
  readonly unrelated: readonly Candidate[];
  readonly related: readonly Candidate[];
}

interface Found {
  readonly candidate: Candidate;
  readonly value: Conversation;
  readonly isCut: boolean;
}

/**
 * What all sources of a conversation say of it. Most spans have one, which is then taken as it is, in whatever form. The best of
 * several that are not cut is the base, and what only the others say is added.
 */
export function fullestContent(candidates: readonly Candidate[], span: SpanView, isOutput: boolean): FullestContent {
  const all: Found[] = [];
  for (const candidate of candidates) {
    const one = found(candidate, span);
    if (one !== undefined) all.push(one);
  }
  const [first, ...others] = all.length < 2 ? all : wholeOnes(differentOnes(all, span));
  if (first === undefined) return nothing;
  if (first.isCut) span.truncated = true;
  if (others.length === 0) return { ...nothing, value: first.value };
  let value = parsed(first, span);
  const unrelated: Candidate[] = [];
  const related = [first.candidate];
  for (const other of others) {
    const { candidate } = other;
    const together = fuller(value, parsed(other, span), isOutput);
    const isElsewhere = together.isUnrelated && candidate.isHidden?.(span) !== true;
    (isElsewhere ? unrelated : related).push(candidate);
    value = together.messages;
  }
  return { value, unrelated, related };
}

const nothing: FullestContent = { value: undefined, unrelated: [], related: [] };

function found(candidate: Candidate, span: SpanView): Found | undefined {
  const wasCut = span.truncated;
  span.truncated = false;
  const value = candidate.read(span) as Conversation | undefined;
  const isCut = span.truncated;
  span.truncated = wasCut;
  return value === undefined ? undefined : { candidate, value, isCut };
}

/** Two dialects may read the same attribute: then the first one knows its form. */
function differentOnes(all: readonly Found[], span: SpanView): readonly Found[] {
  const read = new Set<string>();
  return all.filter(({ candidate }) => {
    const names = candidate.sources.flatMap((source) => (isThere(source, span) ? source.name : []));
    const isNew = names.length === 0 || names.some((name) => !read.has(name));
    for (const name of names) read.add(name);
    return isNew;
  });
}

function isThere({ from, name }: Candidate['sources'][number], { attributes, logs, events }: SpanView): boolean {
  if (from === 'event') return [...logs, ...events].some((event) => event?.name === name);
  return from !== 'attribute' || attributes[name] !== undefined;
}

/** Those that are not cut; if all are, the best one alone: what is left of the others is a part of the same texts. */
function wholeOnes(all: readonly Found[]): readonly Found[] {
  const whole = all.filter(({ isCut }) => !isCut);
  return whole.length > 0 ? whole : all.slice(0, 1);
}

function parsed({ candidate, value }: Found, span: SpanView): readonly Message[] {
  if (isParsed(value)) return value;
  const messages = candidate.read({ ...span, spliceLimits: undefined }) as Conversation | undefined;
  return messages !== undefined && isParsed(messages) ? messages : [];
}
