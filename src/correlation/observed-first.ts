import { type ReadableSpan, skewMs, toMs } from '../mapping/span/span-view';
import type { EndedSpan, NearbySpan } from '../pipeline/ended-call';
import { guarded } from '../runtime/guarded';
import { runningWire } from '../wire/registry';
import { isApart, isCall } from './is-apart';
import type { SpanClassifier } from './span-classifier';

/**
 * Has a call wait for its request, which knows more, and is a span only once it was read. Within a trace, the wire's own ordering does
 * so. A call that was told of by a callback and by the SDK below it may be two traces, and the request is made in that of the SDK.
 */
export class ObservedFirst {
  readonly #next: Pick<SpanClassifier, 'push'>;
  readonly #again: (ended: EndedSpan) => void;
  readonly #hasWaited = new WeakSet<EndedSpan>();

  /** @param again has a span come once more, behind all that have ended by then */
  constructor(next: Pick<SpanClassifier, 'push'>, again: (ended: EndedSpan) => void) {
    this.#next = next;
    this.#again = again;
  }

  push(ended: EndedSpan): void {
    const wire = runningWire();
    const traces = wire === undefined || this.#hasWaited.has(ended) ? undefined : guarded(() => tracesInside(ended));
    if (wire === undefined || traces === undefined || traces.size === 0) {
      this.#next.push(ended);
      return;
    }
    this.#hasWaited.add(ended);
    let run = (): void => this.#again(ended);
    for (const traceId of traces) {
      const next = run;
      run = () => wire.afterCalls(traceId, next);
    }
    run();
  }
}

/** Of other traces, those with an open call of another instrumentation that began within this one. */
function tracesInside({ span, ancestry }: EndedSpan): ReadonlySet<string> {
  const ids = new Set<string>();
  if (ancestry === undefined || !isCall(span)) return ids;
  let isAlone: boolean | undefined;
  for (const other of ancestry.openInOtherScopes(span)) {
    const { traceId } = other.spanContext();
    if (traceId === span.spanContext().traceId || !isCall(other) || !beganWithin(other, span)) continue;
    isAlone ??= isApart(span, ancestry);
    if (isAlone || isApart(other, ancestry)) ids.add(traceId);
  }
  return ids;
}

const beganWithin = ({ startTime }: NearbySpan, call: ReadableSpan): boolean =>
  startTime !== undefined &&
  toMs(startTime) >= toMs(call.startTime) - skewMs &&
  toMs(startTime) <= toMs(call.endTime) + skewMs;
