import type { ReadableSpan } from '../mapping/span';

/** A span of the app waits so long for the wire's, at most. */
const patienceMs = 1000;
/** So many spans of a trace, and so many traces, are kept in mind. */
const maxHeld = 1000;

/**
 * Puts a call's span on the wire before the framework's span around it. Of two nested model spans the one that ends first
 * counts, and the wire's, which knows more, is made a moment after the answer has reached the framework. So while a trace has
 * a call under way, its other spans wait.
 */
export class WireFirst {
  readonly #acceptApp: (span: ReadableSpan) => void;
  readonly #acceptWire: (span: ReadableSpan) => void;
  /** Calls under way in each trace. */
  readonly #open = new Map<string, number>();
  /** What shall become of the spans that wait. */
  readonly #held = new Map<string, (() => void)[]>();

  constructor(acceptApp: (span: ReadableSpan) => void, acceptWire: (span: ReadableSpan) => void) {
    this.#acceptApp = acceptApp;
    this.#acceptWire = acceptWire;
  }

  /** A call began inside a span of this trace. */
  began(traceId: string): void {
    if (this.#open.size >= maxHeld) this.releaseAll();
    this.#open.set(traceId, (this.#open.get(traceId) ?? 0) + 1);
  }

  fromWire(span: ReadableSpan): void {
    const { traceId } = span.spanContext();
    this.#acceptWire(span);
    const open = (this.#open.get(traceId) ?? 0) - 1;
    if (open > 0) this.#open.set(traceId, open);
    else this.#release(traceId);
  }

  /** @param accept called when the span's turn has come */
  fromApp(span: ReadableSpan, accept = (): void => this.#acceptApp(span)): void {
    const { traceId } = span.spanContext();
    const held = this.#held.get(traceId);
    if (held !== undefined) {
      held.push(accept);
      if (held.length >= maxHeld) this.#release(traceId);
    } else if (this.#open.has(traceId)) {
      const waiting = [accept];
      this.#held.set(traceId, waiting);
      setTimeout(() => {
        if (this.#held.get(traceId) === waiting) this.#release(traceId);
      }, patienceMs).unref();
    } else accept();
  }

  /** For a flush: nobody waits any longer. */
  releaseAll(): void {
    for (const traceId of [...this.#open.keys()]) this.#release(traceId);
  }

  /** What was no model call after all is forgotten here, too. */
  #release(traceId: string): void {
    this.#open.delete(traceId);
    const held = this.#held.get(traceId) ?? [];
    this.#held.delete(traceId);
    for (const accept of held) accept();
  }
}
