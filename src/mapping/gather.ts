import { dialects } from './dialects';
import type { Dialect, Facts } from './facts';
import { isBelow, isItemOf } from './flattened';
import { same } from './json';
import { notSet, type Reader } from './reader';
import type { Attributes, SpanView } from './span';

type Fact = keyof Facts;
type Chosen = { -readonly [Name in Fact]?: Facts[Name] };

/** All that the dialects know of one attribute. */
interface Claim {
  /** The dialects that may read it, a bit each. */
  readonly dialects: number;
  readonly isContent: boolean;
  readonly feeds: readonly Feed[];
}
interface Feed {
  readonly fact: Fact;
  readonly parse: ((value: unknown) => unknown) | undefined;
}

export interface Gathered {
  readonly facts: Partial<Facts>;
  /** Names of the attributes that no reader took. */
  readonly leftovers: readonly string[];
}

/** The dialect that takes a span with these attributes for a model call. */
export function modelCallDialect(attributes: Attributes): string | undefined {
  for (const { name, isModelCall } of judges) {
    const answer = isModelCall(attributes);
    if (answer !== undefined) return answer ? name : undefined;
  }
  return undefined;
}

const judges = dialects.flatMap(({ name, isModelCall }) => (isModelCall === undefined ? [] : [{ name, isModelCall }]));

/** Asks every dialect that can have an answer for every fact; the first that knows wins. */
export function gather(span: SpanView, captureContent: boolean): Gathered {
  let present = 0;
  const leftovers: string[] = [];
  const claimed = new Map<string, Claim>();
  for (const name in span.attributes) {
    const claim = claimOf(name);
    if (claim !== undefined) {
      present |= claim.dialects;
      claimed.set(name, claim);
    } else if (captureContent || !mayBeContent(name, span.attributes[name])) leftovers.push(name);
  }
  for (const { name } of span.logs) present |= eventDialects.get(name) ?? 0;
  for (const event of span.events) present |= eventDialects.get(event?.name) ?? 0;

  const facts: Chosen = {};
  for (const choose of planFor(present, captureContent)) choose(span, facts);

  for (const [name, claim] of claimed) {
    if (!isTaken(claim, span.attributes[name], facts, captureContent)) leftovers.push(name);
  }
  return { facts, leftovers };
}

/** Whether some attribute holds what was said: prompts, answers, tools. */
export function saysContent(attributes: Attributes): boolean {
  for (const name in attributes) if (claimOf(name)?.isContent === true) return true;
  return false;
}

/** Whether some dialect reads events of this name. */
export const isClaimedEvent = (name: string): boolean => eventDialects.has(name);

/**
 * A value stands in the record when a fact was read from it, or when it says the same as the fact that was read elsewhere.
 * One that could not be read, or lost to a different one, is left over.
 */
function isTaken({ isContent, feeds }: Claim, value: unknown, facts: Chosen, captureContent: boolean): boolean {
  if (value === undefined || value === null || value === notSet) return true;
  if (!captureContent && (isContent || !feeds.some(({ parse }) => parse?.(value) !== undefined))) return true;
  for (const { fact, parse } of feeds) {
    const chosen = facts[fact];
    if (chosen === undefined) continue;
    if (parse === undefined || isContent || Object.is(value, chosen) || same(parse(value), chosen)) return true;
  }
  return false;
}

/** Namespaces of OpenTelemetry whose texts are never what a model was told or said. */
const plainNamespaces = new Set([
  'server',
  'client',
  'network',
  'http',
  'url',
  'service',
  'telemetry',
  'error',
  'openai',
  'aws',
  'azure',
  'thread',
  'code',
  'host',
  'process',
  'deployment',
  'session',
  'user',
  'enduser',
]);
const plainNames = new Set([
  'gen_ai.operation.name',
  'gen_ai.agent.id',
  'gen_ai.agent.name',
  'gen_ai.request.previous_response.id',
  'gen_ai.prompt.name',
  'gen_ai.prompt.version',
  'gen_ai.response.status',
]);

/** What is unknown and could quote a prompt stays out of a record without content: every text and nested value. */
function mayBeContent(name: string, value: unknown): boolean {
  if (typeof value === 'number' || typeof value === 'boolean') return false;
  return !plainNamespaces.has(namespaceOf(name)) && !plainNames.has(name);
}

function namespaceOf(name: string): string {
  const dot = name.indexOf('.');
  return dot === -1 ? name : name.slice(0, dot);
}

// What follows is made once, from the dialects' tables.

type Choose = (span: SpanView, facts: Chosen) => void;

const exactClaims = new Map<string, Claim>();
/** By what the names start with. */
const prefixClaims = new Map<string, Claim>();
const itemClaims = new Map<string, Claim>();
const eventDialects = new Map<string, number>();
const entries = dialects.flatMap((dialect, position) =>
  factsOf(dialect).map((fact) => ({ dialect, bit: 1 << position, fact })),
);

function factsOf(dialect: Dialect): readonly Fact[] {
  return Object.keys(dialect.reads) as Fact[];
}

for (const { dialect, bit, fact } of entries) {
  for (const { from, name, isContent, parse } of dialect.reads[fact]?.sources ?? []) {
    if (from === 'event') {
      eventDialects.set(name, (eventDialects.get(name) ?? 0) | bit);
      continue;
    }
    const claims = from === 'attribute' ? exactClaims : from === 'attributes' ? prefixClaims : itemClaims;
    claims.set(name, joined(claims.get(name), { dialects: bit, isContent, feeds: [{ fact, parse }] }));
  }
}

interface WideClaim {
  readonly covers: (name: string) => boolean;
  readonly claim: Claim;
}

/** By the first segment of their names; whoever says more of the name comes first. */
const wideClaims = new Map<string, readonly WideClaim[]>();
for (const [prefix, covers, claim] of [
  ...[...itemClaims].map(([prefix, claim]) => [prefix, (name: string) => isItemOf(prefix, name), claim] as const),
  ...[...prefixClaims].map(([prefix, claim]) => [prefix, (name: string) => isBelow(prefix, name), claim] as const),
].sort(([a], [b]) => b.length - a.length)) {
  const namespace = namespaceOf(prefix);
  wideClaims.set(namespace, [...(wideClaims.get(namespace) ?? []), { covers, claim }]);
}

function joined(one: Claim | undefined, other: Claim): Claim {
  return one === undefined
    ? other
    : {
        dialects: one.dialects | other.dialects,
        isContent: one.isContent || other.isContent,
        feeds: [...one.feeds, ...other.feeds],
      };
}

function claimOf(name: string): Claim | undefined {
  const exact = exactClaims.get(name);
  if (exact !== undefined) return exact;
  return wideClaims.get(namespaceOf(name))?.find(({ covers }) => covers(name))?.claim;
}

const plans = new Map<number, readonly Choose[]>();

/** The questions worth asking when these dialects are present. Few combinations occur, so each is put together once. */
function planFor(present: number, captureContent: boolean): readonly Choose[] {
  const key = present * 2 + (captureContent ? 1 : 0);
  const known = plans.get(key);
  if (known !== undefined) return known;
  const facts = new Set(entries.filter(({ bit }) => (present & bit) !== 0).map(({ fact }) => fact));
  const asked = dialects.filter((_, position) => (present & (1 << position)) !== 0);
  const plan = [...facts].flatMap((fact) => question(fact, asked, captureContent) ?? []);
  plans.set(key, plan);
  return plan;
}

function question<Name extends Fact>(
  fact: Name,
  asked: readonly Dialect[],
  captureContent: boolean,
): Choose | undefined {
  const readers: Reader<Facts[Name]>[] = [];
  for (const { reads } of asked) {
    const read: Reader<Facts[Name]> | undefined = reads[fact];
    if (read !== undefined && (captureContent || !read.sources.some((source) => source.isContent))) readers.push(read);
  }
  return (span, facts) => {
    for (const read of readers) {
      const value = read(span);
      if (value === undefined) continue;
      facts[fact] = value;
      return;
    }
  };
}
