import type { Json } from '../../json/json';
import { perName } from '../../json/per-name';
import { dialects } from '../dialects';
import type { Fact } from '../read/facts';
import { isBelow, isItemOf } from '../read/flattened-attributes';
import { alternativesOf, type Reader } from '../read/reader';
import type { SpanView } from '../span/span-view';

/** One way to read a fact. */
export interface Candidate {
  readonly fact: Fact;
  /** Of the candidates for a fact, the lowest wins: dialects by their precedence, and readers within them by theirs. */
  readonly rank: number;
  readonly isContent: boolean;
  readonly sources: Reader<unknown>['sources'];
  readonly read: (span: SpanView) => unknown;
  /** Whether the app hides what is read. */
  readonly isHidden: ((span: SpanView) => boolean) | undefined;
}

/** Everything that the dialects make of one attribute. */
export interface AttributeUse {
  readonly isContent: boolean;
  /** What may be read where the attribute is there. */
  readonly candidates: readonly Candidate[];
  /** Facts that show that the value was taken; none if no reader takes it. */
  readonly consumers: readonly Consumer[];
  /** The part of the value that no reader takes. */
  readonly leftover: ((span: SpanView) => Json | undefined) | undefined;
}
interface Consumer {
  readonly fact: Fact;
  /** What the attribute alone gives; absent where the fact is put together from several. */
  readonly parse: ((value: unknown) => unknown) | undefined;
}

/** The use of all attributes whose names start with a prefix. */
interface PrefixUse {
  readonly prefix: string;
  readonly covers: (prefix: string, name: string) => boolean;
  readonly use: AttributeUse;
}

const noUse: AttributeUse = { isContent: false, candidates: [], consumers: [], leftover: undefined };

// Made once, from the dialects' tables.

const usesByName = new Map<string, AttributeUse>();
/** The longest prefix first. */
const usesByPrefix: PrefixUse[] = [];
const candidatesByEvent = new Map<string, readonly Candidate[]>();

let rank = 0;
for (const { reads, leftovers = {}, hidesContent } of dialects) {
  for (const fact of Object.keys(reads) as Fact[]) {
    const reader: Reader<unknown> | undefined = reads[fact];
    if (reader === undefined) continue;
    const isContent = reader.sources.some((source) => source.isContent);
    for (const alternative of alternativesOf(reader)) {
      rank += 1;
      const { sources, read } = alternative;
      index(alternative, { fact, rank, isContent, sources, read, isHidden: hidesContent });
    }
  }
  for (const [name, leftover] of Object.entries(leftovers)) addUse(name, { ...noUse, leftover });
}
usesByPrefix.sort((one, other) => other.prefix.length - one.prefix.length);

function index({ sources, triggers }: Reader<unknown>, candidate: Candidate): void {
  const candidates = [candidate];
  for (const name of triggers) addUse(name, { ...noUse, candidates });
  for (const { from, name, isContent, parse } of sources) {
    const use = { ...noUse, isContent, candidates, consumers: [{ fact: candidate.fact, parse }] };
    if (from === 'attribute') addUse(name, use);
    else if (from === 'event') candidatesByEvent.set(name, [...candidatesOfEvent(name), candidate]);
    else usesByPrefix.push({ prefix: name, covers: from === 'items' ? isItemOf : isBelow, use });
  }
}

function addUse(name: string, use: AttributeUse): void {
  usesByName.set(name, merged(usesByName.get(name) ?? noUse, use));
}

function merged(one: AttributeUse, other: AttributeUse): AttributeUse {
  return {
    isContent: one.isContent || other.isContent,
    candidates: [...one.candidates, ...other.candidates],
    consumers: [...one.consumers, ...other.consumers],
    leftover: one.leftover ?? other.leftover,
  };
}

/** The use of an attribute of this name; `null` if no dialect knows it. */
export const useOf = perName((name): AttributeUse | null => {
  const own = usesByName.get(name);
  const wide = usesByPrefix.filter(({ prefix, covers }) => covers(prefix, name));
  const [nearest] = wide;
  if (nearest === undefined) return own ?? null;
  return own === undefined ? sharedUse(wide, nearest.prefix) : withPrefixes(own, own.candidates, wide);
});

/** Whether some reader looks for an attribute of this very name, and not for all that are called alike. */
export const isReadByName = (name: string): boolean => usesByName.has(name);

/** Names of attributes with content; others with content are called alike. */
export const contentNames: readonly string[] = [...usesByName].flatMap(([name, { isContent }]) =>
  isContent ? name : [],
);

/** One object for all of the thousand names of flattened messages, so that plans are made with less work. */
function sharedUse(wide: readonly PrefixUse[], nearest: string): AttributeUse {
  const key = wide.map((each) => usesByPrefix.indexOf(each)).join();
  const known = sharedUses.get(key);
  if (known !== undefined) return known;
  const own = wide.filter(({ prefix }) => prefix === nearest).reduce((use, each) => merged(use, each.use), noUse);
  const shared = withPrefixes(own, [], wide);
  sharedUses.set(key, shared);
  return shared;
}
const sharedUses = new Map<string, AttributeUse>();

/** Readers of all attributes with a prefix read this one, too, though the facts of its own readers show that it was taken. */
const withPrefixes = (
  own: AttributeUse,
  candidates: readonly Candidate[],
  wide: readonly PrefixUse[],
): AttributeUse => ({ ...own, candidates: [...candidates, ...wide.flatMap(({ use }) => use.candidates)] });

/** What may be read where a log or span event of this name is there. */
export function candidatesOfEvent(name: string): readonly Candidate[] {
  return candidatesByEvent.get(name) ?? [];
}

/** Whether some dialect reads events of this name. */
export const isReadEvent = (name: string): boolean => candidatesByEvent.has(name);
