import { asText } from '../../mapping/read/reader';
import type { EventDraft } from '../../mapping/record/event-draft';
import { uuidOf } from '../../mapping/record/ids';
import { isCode } from '../../privacy/plain-values';
import { withoutSecrets } from '../../privacy/without-secrets';
import type { ProcessSession } from '../../session/process-session';
import { type Place, type Session, type SessionRules, sessionOf, type TraceAround } from '../../session/session-of';
import type { EndedSpan } from '../ended-call';
import { traceAround } from './trace-around';

export interface SessionOptions extends Pick<SessionRules, 'sessions' | 'conversationIsSession'> {
  /** Goes before the name of the service. */
  readonly sessionName: string | undefined;
  /** Where there is none of both. */
  readonly mainFile: string | undefined;
  readonly captureContent: boolean;
}

type OfProcess = (process: ProcessSession) => Session | undefined;

/** Fixes the session of each record, with the name that it is started with. Every kind of record passes here, after all merging. */
export class SessionAssignment {
  readonly #options: SessionOptions;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  /** @param spans that the record was made of */
  assign<Draft extends EventDraft>(draft: Draft, spans: readonly EndedSpan[]): Draft {
    const { start_time, end_time } = draft.rest;
    const session = this.#sessionOf(draft, spans, (process) => process.sessionAt(start_time, end_time));
    const { placement, rest } = draft;
    if (session === undefined)
      return draft.placement === undefined ? draft : { ...draft, placement: { ...placement, sessionName: undefined } };
    // The session's own page is that of the event with its id.
    const event_id = rest.event_id === session.id ? uuidOf(`event/${session.id}`) : rest.event_id;
    return {
      ...draft,
      placement: { ...placement, sessionName: session.name },
      rest: { ...rest, event_id, session_id: session.id },
    };
  }

  /** That which a record would have; `undefined` if it would stand alone. */
  sessionFor(draft: EventDraft, spans: readonly EndedSpan[]): Session | undefined {
    return this.#sessionOf(draft, spans, (process) => process.sessionFor(draft.rest.start_time));
  }

  #sessionOf({ rest, placement }: EventDraft, spans: readonly EndedSpan[], ofProcess: OfProcess): Session | undefined {
    const { metadata = {}, session_id: said } = rest;
    const { sessions, conversationIsSession, captureContent } = this.#options;
    const facts = {
      said,
      saidName: placement?.sessionName,
      conversation: asText(metadata['conversation_id']),
      trace: sessions === 'auto' ? named(traceAround(spans), captureContent) : undefined,
    };
    const defaultName = this.#defaultName(metadata['service.name']);
    return sessionOf(facts, placeOf(spans, ofProcess), { sessions, conversationIsSession, defaultName });
  }

  #defaultName(service: unknown): string {
    const { sessionName, mainFile } = this.#options;
    // What SDKs write of their own accord.
    const isNamed = typeof service === 'string' && !service.startsWith('unknown_service');
    return sessionName ?? (isNamed ? service : undefined) ?? mainFile ?? 'node';
  }
}

/** Spans of one call began in one place; the first that knows it is asked. */
function placeOf(spans: readonly EndedSpan[], ofProcess: OfProcess): Place {
  const { ancestry } = spans.find((each) => each.ancestry?.process !== undefined) ?? {};
  const process = ancestry?.process;
  let occasion: Place['occasion'];
  for (const each of spans) occasion ??= each.ancestry?.startOf(each.span)?.occasion;
  return { occasion, process: process && (() => ofProcess(process)) };
}

/** Without content, only what the conventions make of routes, and single words: other names may be anything. */
function named(trace: TraceAround | undefined, captureContent: boolean): TraceAround | undefined {
  if (trace?.name === undefined) return trace;
  const isPlain = captureContent || isCode(trace.name) || /^[A-Z]+( \/[\w/.:{}[\]-]*)?$/.test(trace.name);
  return { ...trace, name: isPlain ? withoutSecrets(trace.name) : undefined };
}
