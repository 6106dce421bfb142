import type { Update } from '../../delivery/single/updates';
import { type JsonObject, put, type Writable } from '../../json/json';
import { evaluationMetrics } from '../../mapping/extract/evaluation-metrics';
import { evaluationEvent } from '../../mapping/read/evaluations';
import { asText } from '../../mapping/read/reader';
import { eventId } from '../../mapping/record/ids';
import type { LogEvent } from '../../mapping/span/span-view';
import type { Diagnostics } from '../../observability/diagnostics';
import type { RecentEvents } from './recent-events';
import type { UpdatesAfterCalls } from './updates-after-calls';

/** Log events that no record takes, with the ids of their span, which are empty if there is none. */
interface LateEvents {
  readonly traceId: string;
  readonly spanId: string;
  readonly events: readonly LogEvent[];
}

/** What one or several evaluations are about. */
interface Evaluated extends Pick<LateEvents, 'traceId' | 'spanId'> {
  /** Whether an event is made of the span; `undefined` of one that has not ended here. */
  readonly isEvent: boolean | undefined;
  readonly response: string | undefined;
}

/**
 * Results of evaluations that the record of their call does not have, since they came too late: they become updates of its event. Which
 * one that is, is asked when the calls before are records. Results of one call that come together leave together.
 */
export class LateEvaluations {
  readonly #events: Pick<RecentEvents, 'ofSpan' | 'ofResponse'>;
  readonly #captureContent: boolean;
  readonly #next: Pick<UpdatesAfterCalls, 'hold'>;
  readonly #diagnostics: Diagnostics;
  readonly #open = new Map<string, Writable>();

  constructor(
    events: Pick<RecentEvents, 'ofSpan' | 'ofResponse'>,
    captureContent: boolean,
    next: Pick<UpdatesAfterCalls, 'hold'>,
    diagnostics: Diagnostics,
  ) {
    this.#events = events;
    this.#captureContent = captureContent;
    this.#next = next;
    this.#diagnostics = diagnostics;
  }

  /** Their span has not ended in time. */
  forgotten(late: LateEvents): void {
    this.push(late, undefined);
    const others = late.events.filter(({ name }) => name !== evaluationEvent).length;
    if (others === 0) return;
    const sentence = `${others} log events were dropped, since their span did not end in time.`;
    this.#diagnostics.notice('log_events', sentence);
  }

  /** Their span has ended, and no event is made of it. */
  dropped(late: LateEvents): void {
    this.push(late, false);
  }

  /** @param isEvent whether an event is made of the span; `undefined` of one that has not ended here */
  push({ events, traceId, spanId }: LateEvents, isEvent: boolean | undefined): void {
    for (const event of events) {
      const metrics = evaluationMetrics([event], this.#captureContent);
      if (metrics === undefined) continue;
      const response = asText(event.attributes['gen_ai.response.id']);
      this.#add(metrics, { traceId, spanId, isEvent, response });
    }
  }

  #add(metrics: JsonObject, evaluated: Evaluated): void {
    const key = JSON.stringify(evaluated);
    const open = this.#open.get(key);
    const all = open ?? {};
    for (const [name, value = null] of Object.entries(metrics)) put(all, name, value);
    if (open !== undefined) return;
    this.#open.set(key, all);
    this.#next.hold(() => {
      this.#open.delete(key);
      return this.#updateOf(evaluated, all);
    });
  }

  #updateOf(evaluated: Evaluated, metrics: JsonObject): Update | undefined {
    const id = this.#eventOf(evaluated);
    if (id !== undefined) return { id, bytes: Buffer.from(JSON.stringify({ metrics })) };
    const sentence = 'Results of evaluations were dropped, since neither their span nor their response is an event.';
    this.#diagnostics.notice('evaluations', sentence);
    return undefined;
  }

  /** The span says it best, if it is of an event: ids of responses may repeat. */
  #eventOf({ traceId, spanId, isEvent, response }: Evaluated): string | undefined {
    const ofSpan = this.#events.ofSpan(traceId, spanId);
    if (ofSpan !== undefined) return ofSpan;
    const ofResponse = isEvent === true || response === undefined ? undefined : this.#events.ofResponse(response);
    if (ofResponse !== undefined) return ofResponse;
    return isEvent === false || spanId === '' ? undefined : eventId(traceId, spanId);
  }
}
