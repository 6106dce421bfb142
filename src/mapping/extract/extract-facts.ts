import type { Json } from '../../json/json';
import { isEqual } from '../../json/json';
import { boundedName } from '../read/bounded-name';
import { type Fact, type KnownFacts, noFacts } from '../read/facts';
import { notSet } from '../read/reader';
import type { Attributes } from '../span/attribute-names';
import type { SpanView } from '../span/span-view';
import { type AttributeUse, type Candidate, contentNames, useOf } from './attribute-index';
import { fullestContent } from './fullest-content';
import { isPlainAttribute } from './plain-attributes';
import { plainFact } from './plain-facts';
import { planFor, type ReadPlan } from './read-plan';

export interface ExtractedFacts {
  readonly facts: KnownFacts;
  /** Those of the request's parameters that may be among the facts. */
  readonly parameters: ReadPlan['parameters'];
  /** Names of the attributes that no reader took. */
  readonly unread: readonly string[];
  /** The parts that no reader took of the values of other attributes, by the attributes' names. */
  readonly leftovers: readonly (readonly [name: string, leftover: Json])[];
}

/** Tries no reader in vain: the attributes that are there decide what is read. */
export function extractFacts(span: SpanView, captureContent: boolean): ExtractedFacts {
  const { attributes } = span;
  const plan = planFor(span, eventsOf(span));
  const found: Record<Fact, unknown> = { ...noFacts };
  const unrelated = new Set<Candidate>();
  const related = new Set<Candidate>();
  for (const { fact, candidates } of plan.steps) {
    if (captureContent && candidates.length > 1 && (fact === 'input' || fact === 'output')) {
      const content = fullestContent(candidates, span, fact === 'output');
      found[fact] = content.value;
      for (const candidate of content.unrelated) unrelated.add(candidate);
      for (const candidate of content.related) related.add(candidate);
      continue;
    }
    for (const { isContent, read } of candidates) {
      const value = captureContent ? read(span) : isContent ? undefined : plainPart(fact, read(span));
      if (value === undefined) continue;
      found[fact] = value;
      break;
    }
  }

  const facts = found as KnownFacts;
  const unread = [...plan.unread];
  const leftovers: (readonly [string, Json])[] = [];
  for (const [name, use] of plan.taken) {
    const isElsewhere =
      unrelated.size > 0 &&
      use.candidates.some((each) => unrelated.has(each)) &&
      !use.candidates.some((each) => related.has(each));
    if (isElsewhere || !isTaken(use, attributes[name], facts, captureContent)) unread.push(name);
    else if (use.leftover !== undefined && captureContent) {
      const leftover = use.leftover(span);
      if (leftover !== undefined) leftovers.push([name, leftover]);
    }
  }
  boundNames(found); // at last, since what was read is compared with what is there
  return {
    facts,
    parameters: plan.parameters,
    unread: captureContent ? unread : unread.filter((name) => isPlainAttribute(name, attributes[name])),
    leftovers,
  };
}

const plainPart = (fact: Fact, value: unknown): unknown => (value === undefined ? undefined : plainFact(fact, value));

/** Facts that name something: not what a person or a model wrote, and not cut where a record is too long. */
const names = [
  ...['provider', 'requestModel', 'responseModel', 'responseId', 'conversationId'],
  ...['service_tier', 'eventName', 'project', 'source', 'sessionName', 'user', 'runId', 'datasetId', 'datapointId'],
] as const satisfies readonly Fact[];

function boundNames(found: Record<Fact, unknown>): void {
  for (const name of names) {
    const value = found[name];
    if (typeof value === 'string') found[name] = boundedName(value);
  }
}

const noEvents: readonly string[] = [];

const eventsOf = ({ logs, events }: SpanView): readonly string[] =>
  logs.length === 0 && events.length === 0 ? noEvents : [...logs, ...events].map((event) => event?.name);

/** Whether some attribute holds content: prompts, answers, tools. */
export function hasContentAttribute(attributes: Attributes): boolean {
  for (const name of contentNames) if (attributes[name] !== undefined) return true;
  for (const name in attributes) if (useOf(name)?.isContent === true) return true;
  return false;
}

/**
 * A value is in the record when a fact was read from it, or when it equals the fact that was read elsewhere. One that could not
 * be read, or lost to a different one, is not.
 */
function isTaken(
  { isContent, consumers }: AttributeUse,
  value: unknown,
  facts: KnownFacts,
  captureContent: boolean,
): boolean {
  if (value === undefined || value === null || value === notSet) return true;
  if (isContent && !captureContent) return true;
  for (const { fact, parse } of consumers) {
    const chosen = facts[fact];
    if (chosen === undefined) continue;
    if (parse === undefined || isContent || Object.is(value, chosen) || isEqual(parse(value), chosen)) return true;
  }
  return false;
}
