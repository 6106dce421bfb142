import { contextOf, isSampled } from '../../context/ids-of-span';
import type { ReadableSpan } from '../../mapping/span/span-view';
import type { Diagnostics } from '../../observability/diagnostics';
import { observes } from '../../observability/instrumentations';
import { runningWire } from '../../wire/registry';
import type { Disposition } from '../ended-call';

const manySpans = 500;

/** Spans that give no record: a hint if there are many and no call is among them, and with `debug` why. */
export class UnrecordedSpans {
  readonly #diagnostics: Diagnostics;
  /** Until the first call. */
  #others = 0;

  constructor(diagnostics: Diagnostics) {
    this.#diagnostics = diagnostics;
  }

  /** Each span of any kind comes here, so that this only counts. */
  count(span: ReadableSpan, disposition: Disposition): void {
    if (disposition === 'ignore') this.#others += 1;
    else this.#others = Number.NaN; // it is of a call, which may be another span's record
    if (disposition === 'export') return;
    // Where calls are observed on the wire, none has been made yet.
    if (this.#others === manySpans && runningWire() === undefined) this.#diagnostics.hint('no_calls', noCalls);
    this.#diagnostics.debug?.unrecorded(span, reasonOf(span, disposition));
  }
}

const noCalls =
  `no model call among ${manySpans} spans. If one was made, register an instrumentation of model calls with this provider, ` +
  `before its SDK is loaded; or ${observes}.`;

function reasonOf(span: ReadableSpan, disposition: Disposition): string {
  if (disposition === 'duplicate') return sameCall;
  return isSampled(contextOf(span)) ? 'it is no model call' : 'it is not sampled';
}

/** Why one of several spans of a call gives none. */
export const sameCall = 'another span is of the same call';
