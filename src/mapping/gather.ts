import { type Claim, claimOf, type Question, questionsOfEvent, unranked } from './claims';
import { dialects } from './dialects';
import { type Fact, type KnownFacts, noFacts } from './facts';
import { same } from './json';
import type { Json } from './model-event';
import { notSet } from './reader';
import type { Attributes, SpanView } from './span';

export interface Gathered {
  readonly facts: KnownFacts;
  /** Names of the attributes that no reader took. */
  readonly leftovers: readonly string[];
  /** What readers left of the values that they took, by the attributes' names. */
  readonly rests: readonly (readonly [name: string, rest: Json])[];
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

/**
 * Takes what each attribute says by itself, then asks those who put several together. Of several ways to know a fact the
 * first one wins, whatever the order of the attributes. No attribute is looked for: each one that is there is read once.
 */
export function gather(span: SpanView, captureContent: boolean): Gathered {
  const facts: Record<Fact, unknown> = { ...noFacts };
  const ranks = [...unranked];
  const names: string[] = [];
  const claims: Claim[] = [];
  const leftovers: string[] = [];
  const rests: (readonly [string, Json])[] = [];
  const questions: Question[] = [];
  const { attributes } = span;

  for (const name in attributes) {
    const claim = claimOf(name);
    if (claim !== null) ask(claim.questions);
    if (claim === null || claim.feeds.length === 0) {
      if (captureContent || !mayBeContent(name, attributes[name])) leftovers.push(name);
      continue;
    }
    names.push(name);
    claims.push(claim);
    for (const { fact, place, rank, isContent, parse } of claim.offers) {
      if (rank >= (ranks[place] ?? 0) || (isContent && !captureContent)) continue;
      const value = parse(attributes[name]);
      if (value === undefined) continue;
      facts[fact] = value;
      ranks[place] = rank;
    }
  }
  for (const { name } of span.logs) ask(questionsOfEvent(name));
  for (const event of span.events) ask(questionsOfEvent(event?.name));

  function ask(asked: readonly Question[]): void {
    for (const question of asked) if (!questions.includes(question)) questions.push(question);
  }

  questions.sort((one, other) => one.rank - other.rank);
  for (const { fact, place, rank, isContent, read } of questions) {
    if (rank >= (ranks[place] ?? 0) || (isContent && !captureContent)) continue;
    const value = read(span);
    if (value === undefined) continue;
    facts[fact] = value;
    ranks[place] = rank;
  }

  const known = facts as KnownFacts;
  for (const [index, name] of names.entries()) {
    const claim = claims[index];
    if (claim === undefined) continue;
    if (!isTaken(claim, attributes[name], known, captureContent)) leftovers.push(name);
    else if (claim.rest !== undefined && captureContent) {
      const rest = claim.rest(span);
      if (rest !== undefined) rests.push([name, rest]);
    }
  }
  return { facts: known, leftovers, rests };
}

/** Whether some attribute holds what was said: prompts, answers, tools. */
export function saysContent(attributes: Attributes): boolean {
  for (const name in attributes) if (claimOf(name)?.isContent === true) return true;
  return false;
}

/**
 * A value stands in the record when a fact was read from it, or when it says the same as the fact that was read elsewhere.
 * One that could not be read, or lost to a different one, is left over.
 */
function isTaken({ isContent, feeds }: Claim, value: unknown, facts: KnownFacts, captureContent: boolean): boolean {
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
