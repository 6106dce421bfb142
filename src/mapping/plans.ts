import { type Claim, claimOf, type Question, questionsOfEvent, type Way } from './claims';
import type { Fact } from './facts';
import type { Attributes, SpanView } from './span';

/** How to read a span whose attributes have these names, in this order. */
export interface Plan {
  readonly names: readonly string[];
  readonly steps: readonly Step[];
  /** Attributes that somebody takes, with all that is made of them. */
  readonly claimed: readonly (readonly [name: string, claim: Claim])[];
  readonly unclaimed: readonly string[];
}

/** All ways to know a fact, the best first: whatever the order of the attributes, the first one that knows it wins. */
export interface Step {
  readonly fact: Fact;
  readonly ways: readonly KnownWay[];
}
interface KnownWay extends Pick<Way, 'rank' | 'isContent'> {
  readonly know: (span: SpanView) => unknown;
}

/** An app has few kinds of model spans, and each of them sets its attributes in the same order every time. */
const maxPlans = 16;
/** The latest used are in front. */
const plans: Plan[] = [];

/** @param events names of the span's log and span events, of which most spans have none */
export function planFor(attributes: Attributes, events: readonly string[]): Plan {
  const names = Object.keys(attributes);
  const asked = events.flatMap(questionsOfEvent);
  if (asked.length > 0) return planOf(names, asked);
  for (let place = 0; place < plans.length; place += 1) {
    const plan = plans[place] as Plan;
    if (!isSame(plan.names, names)) continue;
    if (place > 0) plans.unshift(...plans.splice(place, 1));
    return plan;
  }
  const plan = planOf(names, []);
  if (plans.unshift(plan) > maxPlans) plans.pop();
  return plan;
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  if (one.length !== other.length) return false;
  for (let place = 0; place < one.length; place += 1) if (one[place] !== other[place]) return false;
  return true;
}

function planOf(names: readonly string[], askedByEvents: readonly Question[]): Plan {
  const questions = new Set<Question>();
  const waysOf = new Map<Fact, KnownWay[]>();
  const claimed: [string, Claim][] = [];
  const unclaimed: string[] = [];
  const add = (fact: Fact, way: KnownWay): void => {
    const ways = waysOf.get(fact);
    if (ways === undefined) waysOf.set(fact, [way]);
    else ways.push(way);
  };

  for (const name of names) {
    const claim = claimOf(name);
    for (const question of claim?.questions ?? []) questions.add(question);
    if (claim === null || claim.feeds.length === 0) {
      unclaimed.push(name);
      continue;
    }
    claimed.push([name, claim]);
    for (const { fact, rank, isContent, parse } of claim.offers)
      add(fact, { rank, isContent, know: ({ attributes }) => parse(attributes[name]) });
  }
  for (const question of askedByEvents) questions.add(question);
  for (const { fact, rank, isContent, read } of questions) add(fact, { rank, isContent, know: read });

  const steps = [...waysOf].map(([fact, ways]) => ({ fact, ways: ways.sort((one, other) => one.rank - other.rank) }));
  return { names, steps, claimed, unclaimed };
}
