import type { Json } from '../../json/json';
import { same } from '../../json/json';
import { type Fact, type KnownFacts, noFacts } from '../read/facts';
import { notSet } from '../read/reader';
import type { Attributes } from '../span/attribute-names';
import type { SpanView } from '../span/span-view';
import { type Claim, claimOf } from './attribute-index';
import { type Plan, planFor } from './read-plan';

export interface Gathered {
  readonly facts: KnownFacts;
  /** Those of the request's parameters that may be among them. */
  readonly parameters: Plan['parameters'];
  /** Names of the attributes that no reader took. */
  readonly leftovers: readonly string[];
  /** What readers left of the values that they took, by the attributes' names. */
  readonly rests: readonly (readonly [name: string, rest: Json])[];
}

/** No attribute is looked for: those that are there say what to read. */
export function gather(span: SpanView, captureContent: boolean): Gathered {
  const { attributes } = span;
  const { steps, parameters, claimed, unclaimed } = planFor(span, eventsOf(span));
  const found: Record<Fact, unknown> = { ...noFacts };
  for (const { fact, ways } of steps) {
    for (const { isContent, know } of ways) {
      const value = isContent && !captureContent ? undefined : know(span);
      if (value === undefined) continue;
      found[fact] = value;
      break;
    }
  }

  const facts = found as KnownFacts;
  const leftovers = captureContent ? [...unclaimed] : unclaimed.filter((name) => !mayBeContent(name, attributes[name]));
  const rests: (readonly [string, Json])[] = [];
  for (const [name, claim] of claimed) {
    if (!isTaken(claim, attributes[name], facts, captureContent)) leftovers.push(name);
    else if (claim.rest !== undefined && captureContent) {
      const rest = claim.rest(span);
      if (rest !== undefined) rests.push([name, rest]);
    }
  }
  return { facts, parameters, leftovers, rests };
}

const noEvents: readonly string[] = [];

const eventsOf = ({ logs, events }: SpanView): readonly string[] =>
  logs.length === 0 && events.length === 0 ? noEvents : [...logs, ...events].map((event) => event?.name);

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
