import type { Fact } from '../read/facts';
import { type Parameters, parameterNames } from '../read/parameters';
import { byNames } from '../span/attribute-names';
import type { SpanView } from '../span/span-view';
import { type Claim, claimOf, isClaimedEvent, type Question, questionsOfEvent, type Way } from './attribute-index';

/** How to read spans whose attributes have the same names, in the same order. */
export interface Plan {
  readonly steps: readonly Step[];
  /** The request's parameters among their facts, in the record's order. */
  readonly parameters: readonly (keyof Parameters)[];
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

const plansOfKind = byNames(() => new Map<string, Plan>());

/** @param events names of the span's log and span events, of which most spans have none */
export function planFor({ names }: SpanView, events: readonly string[]): Plan {
  const plans = plansOfKind(names);
  const asking = events.length === 0 ? events : [...new Set(events)].filter(isClaimedEvent);
  const key = asking.join();
  const known = plans.get(key);
  if (known !== undefined) return known;
  const plan = planOf(names, asking.flatMap(questionsOfEvent));
  plans.set(key, plan);
  return plan;
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

  let before: Claim | null = null;
  for (const name of names) {
    const claim = claimOf(name);
    if (claim === null || claim.feeds.length === 0) unclaimed.push(name);
    else claimed.push([name, claim]);
    if (claim === null || claim === before) continue; // the same of the next leaf
    before = claim;
    for (const question of claim.questions) questions.add(question);
    for (const { fact, rank, isContent, parse } of claim.offers)
      add(fact, { rank, isContent, know: ({ attributes }) => parse(attributes[name]) });
  }
  for (const question of askedByEvents) questions.add(question);
  for (const { fact, rank, isContent, read } of questions) add(fact, { rank, isContent, know: read });

  const steps = [...waysOf].map(([fact, ways]) => ({ fact, ways: ways.sort((one, other) => one.rank - other.rank) }));
  const parameters = parameterNames.filter((name) => waysOf.has(name));
  return { steps, parameters, claimed, unclaimed };
}
