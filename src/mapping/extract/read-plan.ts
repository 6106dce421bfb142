import type { Fact } from '../read/facts';
import { type Parameters, parameterNames } from '../read/parameters';
import { perNames } from '../span/memo';
import type { SpanView } from '../span/span-view';
import { type AttributeUse, type Candidate, candidatesOfEvent, isReadEvent, useOf } from './attribute-index';

/** How to read spans whose attributes have the same names in the same order. */
export interface ReadPlan {
  readonly steps: readonly Step[];
  /** The request's parameters among their facts, in the record's order. */
  readonly parameters: readonly (keyof Parameters)[];
  /** Attributes that some reader takes. */
  readonly taken: readonly (readonly [name: string, use: AttributeUse])[];
  /** The names of the others. */
  readonly unread: readonly string[];
}

/** All ways to read a fact, the best first: whatever the order of the attributes, the first with a result wins. */
export interface Step {
  readonly fact: Fact;
  readonly candidates: readonly Candidate[];
}

const plansByNames = perNames(() => new Map<string, ReadPlan>());

/** @param events names of the span's log and span events, of which most spans have none */
export function planFor({ names }: SpanView, events: readonly string[]): ReadPlan {
  const plans = plansByNames(names);
  const read = events.length === 0 ? events : [...new Set(events)].filter(isReadEvent);
  const key = read.join();
  const known = plans.get(key);
  if (known !== undefined) return known;
  const plan = planOf(names, read.flatMap(candidatesOfEvent));
  plans.set(key, plan);
  return plan;
}

function planOf(names: readonly string[], ofEvents: readonly Candidate[]): ReadPlan {
  const candidates = new Set(ofEvents);
  const taken: [string, AttributeUse][] = [];
  const unread: string[] = [];
  let before: AttributeUse | null = null;
  for (const name of names) {
    const use = useOf(name);
    if (use === null || use.consumers.length === 0) unread.push(name);
    else taken.push([name, use]);
    if (use === null || use === before) continue; // the next leaf of the same messages
    before = use;
    for (const candidate of use.candidates) candidates.add(candidate);
  }
  const byFact = new Map<Fact, Candidate[]>();
  for (const candidate of [...candidates].sort((one, other) => one.rank - other.rank)) {
    const { fact } = candidate;
    byFact.set(fact, [...(byFact.get(fact) ?? []), candidate]);
  }
  const steps = [...byFact].map(([fact, ofFact]) => ({ fact, candidates: ofFact }));
  return { steps, parameters: parameterNames.filter((name) => byFact.has(name)), taken, unread };
}
