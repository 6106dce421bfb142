import type { Ancestry } from '../context/span-ancestry';
import { hasContent, isModelCall } from '../mapping';
import type { ModelEventDraft } from '../mapping/record/model-event-draft';
import type { ReadableSpan } from '../mapping/span/span-view';
import { isWireSpan } from '../wire/scope';
import { type BareCall, BareCalls } from './contentless-calls';
import { RepeatedCalls } from './duplicate-calls';
import { isToolCall, NestedCalls } from './nested-calls';

/**
 * What is to be done about an ended span: it is a call to send, one that waits for the span around it, one that another span
 * tells of, or none.
 */
export type Judged = 'send' | 'wait' | 'told' | 'none';

/** Judges which spans are model calls, and which of several spans tells of a call. Never throws. */
export class Judgement {
  readonly #suppressNested: boolean;
  readonly #hasLogEvents: (traceId: string, spanId: string) => boolean;
  readonly #settle: (call: BareCall, judged: Judged) => void;
  readonly #nested = new NestedCalls();
  readonly #repeated = new RepeatedCalls();
  readonly #bare = new BareCalls((call) => this.#release(call));

  /**
   * @param suppressNested `false` sends every span of a call
   * @param settle given each call that had to wait, once it is judged again
   */
  constructor(
    suppressNested: boolean,
    hasLogEvents: (traceId: string, spanId: string) => boolean,
    settle: (call: BareCall, judged: Judged) => void,
  ) {
    this.#suppressNested = suppressNested;
    this.#hasLogEvents = hasLogEvents;
    this.#settle = settle;
  }

  /** How many calls wait. */
  get waiting(): number {
    return this.#bare.size;
  }

  /** Spans come in the order of ending. Only with `ancestry`, which knows of model spans still open around it, one waits. */
  of(span: ReadableSpan, ancestry?: Ancestry): Judged {
    try {
      const modelCall = isModelCall(span);
      if (!this.#suppressNested) return modelCall ? 'send' : 'none';
      return (modelCall && ancestry && this.#amongEnclosing(span, ancestry)) || this.#byItself(span, modelCall);
    } catch {
      return 'none'; // no SDK makes such a span, and the app's event loop calls us
    }
  }

  /** Whether the span of another instrumentation has told of the call, by what the record says. */
  isTold(draft: ModelEventDraft): boolean {
    return this.#suppressNested && this.#repeated.repeats(draft);
  }

  /** For a flush: nobody waits any longer. */
  releaseAll(): void {
    this.#bare.releaseAll();
  }

  #release(call: BareCall): void {
    this.#settle(call, this.#byItself(call.span, true));
  }

  /** A model span with another one inside, or around it: the innermost that says something is the one to send. */
  #amongEnclosing(span: ReadableSpan, ancestry: Ancestry): Judged | undefined {
    const { traceId, spanId } = span.spanContext();
    // What passed on the wire says all that the app lets it say.
    const says = (): boolean => isWireSpan(span) || hasContent(span) || this.#hasLogEvents(traceId, spanId);
    const inside = this.#bare.inside(spanId);
    if (inside.length > 0 && !says()) {
      for (const call of inside) this.#release(call);
      this.#nested.encloses(span, true); // what is around this span is told of, too
      return 'told';
    }
    for (const call of inside) this.#settle(call, 'told');
    const enclosing = ancestry.enclosing(span, (around) =>
      isToolCall(around) ? false : isModelCall(around) || undefined,
    );
    if (enclosing === undefined || this.#nested.hasInside(spanId) || says()) return undefined;
    this.#bare.wait(enclosing, { span, ancestry });
    return 'wait';
  }

  #byItself(span: ReadableSpan, modelCall: boolean): Judged {
    const encloses = this.#nested.encloses(span, modelCall);
    if (!modelCall) return 'none';
    return encloses ? 'told' : 'send';
  }
}
