import { perName } from '../json/per-name';
import { uuidOf } from '../mapping/record/ids';
import type { Occasion } from './occasion';

/** A session that records stand in. */
export interface Session {
  /** A UUID. */
  readonly id: string;
  /** Absent where it is not to be started. */
  readonly name: string | undefined;
}

/** What a call says of the session that it is in, and what is known of its trace. */
export interface SessionFacts {
  /** By the app's own words: in code, on a span, or in baggage. */
  readonly said: string | undefined;
  readonly saidName: string | undefined;
  /** The conversation as the call names it. */
  readonly conversation: string | undefined;
  /** Absent where the call is alone in its trace. */
  readonly trace: TraceAround | undefined;
}

export interface TraceAround {
  readonly id: string;
  /** Of the outermost span that is known. */
  readonly name: string | undefined;
  /** A tool that no other span is known of: some instrumentations give each span a trace of its own. */
  readonly isAlone?: boolean;
}

/** Where a call was made. Both are known to `register` alone. */
export interface Place {
  readonly occasion: Pick<Occasion, 'id' | 'name' | 'said' | 'traceId'> | undefined;
  /** The session of the process for this call, if it serves no requests. */
  readonly process: (() => Session | undefined) | undefined;
}

export interface SessionRules {
  readonly sessions: 'auto' | 'named' | 'off';
  readonly conversationIsSession: boolean;
  /** Where nothing better is known. */
  readonly defaultName: string;
}

/**
 * Which session a call is in: the first of the rules that answers. An id that is a UUID stays; of any other, the same UUID is made
 * each time, in every process. `undefined`: in none, so that it stands alone.
 */
export function sessionOf(facts: SessionFacts, place: Place, rules: SessionRules): Session | undefined {
  const { said, saidName, conversation, trace } = facts;
  const { occasion } = place;
  const { sessions, conversationIsSession, defaultName } = rules;
  if (sessions === 'off') return said === undefined ? undefined : { id: idOf(said), name: undefined };
  const named = said ?? (conversationIsSession ? conversation : undefined) ?? occasion?.said;
  const name = saidName ?? occasion?.name ?? trace?.name;
  if (named !== undefined) return { id: idOf(named), name: name ?? defaultName };
  if (sessions === 'named') return undefined;
  const traceId = (trace?.isAlone ? undefined : trace?.id) ?? occasion?.traceId;
  if (traceId !== undefined) return { id: idOf(traceId), name: name ?? defaultName };
  if (occasion !== undefined) return { id: occasion.id, name: saidName ?? occasion.name };
  const ofProcess = place.process?.();
  if (ofProcess !== undefined) return { id: ofProcess.id, name: saidName ?? ofProcess.name };
  return trace && { id: idOf(trace.id), name: name ?? defaultName };
}

/** The same come again with every call of a trace, a conversation or a user. */
const known = perName((name) => ({ id: uuidOf(name) }));
const idOf = (name: string): string => known(name).id;
