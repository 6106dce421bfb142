import type { Json } from '../../json/json';
import { dialects } from '../dialects';
import type { Fact } from '../read/facts';
import { isBelow, isItemOf } from '../read/flattened-attributes';
import type { Reader } from '../read/reader';
import { byName } from '../span/memo-by-name';
import type { SpanView } from '../span/span-view';

/** One way to know a fact. */
export interface Way {
  readonly fact: Fact;
  /** Among the ways to know one fact, the lower is the better: dialects by their precedence, and readers within them by theirs. */
  readonly rank: number;
  readonly isContent: boolean;
}
/** The fact is what one attribute says. */
export interface Offer extends Way {
  readonly parse: (value: unknown) => unknown;
}
/** The fact is put together of several attributes or events. */
export interface Question extends Way {
  readonly read: (span: SpanView) => unknown;
}

/** All that the dialects make of one attribute. */
export interface Claim {
  readonly isContent: boolean;
  readonly offers: readonly Offer[];
  readonly questions: readonly Question[];
  /** What shows that its value was taken: nothing, if nobody takes it. */
  readonly feeds: readonly Feed[];
  /** What nobody took of its value. */
  readonly rest: Rest | undefined;
}
type Rest = (span: SpanView) => Json | undefined;
interface Feed {
  readonly fact: Fact;
  readonly parse: ((value: unknown) => unknown) | undefined;
}

// Made once, from the dialects' tables.

const exactClaims = new Map<string, Claim>();
interface WideClaim {
  readonly prefix: string;
  readonly covers: (prefix: string, name: string) => boolean;
  readonly claim: Claim;
}
/** Whoever says more of a name comes first. */
const wideClaims: WideClaim[] = [];
const questionsOfEvents = new Map<string, Question[]>();

const nothing: Claim = { isContent: false, offers: [], questions: [], feeds: [], rest: undefined };

let rank = 0;
for (const { reads, rests } of dialects) {
  for (const fact of Object.keys(reads) as Fact[]) {
    const whole: Reader<unknown> | undefined = reads[fact];
    const isContent = whole?.sources.some((source) => source.isContent) ?? false;
    for (const read of whole?.alternatives ?? []) claim(read, { fact, rank: ++rank, isContent });
  }
  for (const name in rests) {
    exactClaims.set(name, joined(exactClaims.get(name), { ...nothing, rest: rests[name] }));
  }
}
wideClaims.sort((one, other) => other.prefix.length - one.prefix.length);

function claim(read: Reader<unknown>, way: Way): void {
  const question = { ...way, read };
  for (const name of read.occasions) {
    exactClaims.set(name, joined(exactClaims.get(name), { ...nothing, questions: [question] }));
  }
  for (const { from, name, isContent, parse } of read.sources) {
    if (from === 'event') {
      questionsOfEvents.set(name, [...(questionsOfEvents.get(name) ?? []), question]);
      continue;
    }
    const made: Claim = {
      isContent,
      offers: parse === undefined ? [] : [{ ...way, parse }],
      questions: parse === undefined ? [question] : [],
      feeds: [{ fact: way.fact, parse }],
      rest: undefined,
    };
    if (from === 'attribute') exactClaims.set(name, joined(exactClaims.get(name), made));
    else wideClaims.push({ prefix: name, covers: from === 'items' ? isItemOf : isBelow, claim: made });
  }
}

function joined(one: Claim | undefined, other: Claim): Claim {
  if (one === undefined) return other;
  return {
    isContent: one.isContent || other.isContent,
    offers: [...one.offers, ...other.offers],
    questions: [...one.questions, ...other.questions],
    feeds: [...one.feeds, ...other.feeds],
    rest: one.rest ?? other.rest,
  };
}

/** What the dialects make of an attribute of this name; `null` if nothing. */
export const claimOf = byName(findClaim);

function findClaim(name: string): Claim | null {
  const exact = exactClaims.get(name);
  const wide = wideClaims.filter(({ prefix, covers }) => covers(prefix, name));
  if (wide.length === 0) return exact ?? null;
  return exact === undefined ? sharedClaim(wide) : widened(exact, wide);
}

/** All of the thousand names of flattened messages have one, and plans are made with less work. */
function sharedClaim(wide: readonly WideClaim[]): Claim {
  const key = wide.map((each) => wideClaims.indexOf(each)).join();
  const shared = sharedClaims.get(key) ?? widened(undefined, wide);
  sharedClaims.set(key, shared);
  return shared;
}
const sharedClaims = new Map<string, Claim>();

function widened(exact: Claim | undefined, wide: readonly WideClaim[]): Claim {
  const [nearest] = wide;
  const own = exact ?? wide.filter(({ prefix }) => prefix === nearest?.prefix).reduce(join, undefined) ?? nothing;
  // Whoever reads all attributes of a namespace reads this one, too, though others show that it was taken.
  return { ...own, questions: [...(exact?.questions ?? []), ...wide.flatMap(({ claim }) => claim.questions)] };
}

const join = (one: Claim | undefined, { claim: other }: WideClaim): Claim => joined(one, other);

/** What log and span events of this name may answer. */
export const questionsOfEvent = (name: string): readonly Question[] => questionsOfEvents.get(name) ?? [];

/** Whether some dialect reads events of this name. */
export const isClaimedEvent = (name: string): boolean => questionsOfEvents.has(name);
