import { contextOf } from '../context/ids-of-span';
import { isModelStep } from '../mapping';
import type { ReadableSpan } from '../mapping/span/span-view';
import type { NearbySpans, StepCount } from '../pipeline/ended-call';
import { guarded } from '../runtime/guarded';
import { RecentIds } from './recent-ids';

/** Counts the steps inside of open spans, also those whose records have left. */
export class StepsInside {
  readonly #withSteps = new RecentIds();
  readonly #withSeveral = new RecentIds();

  /** Takes ended spans of any kind. Never throws. @returns the count of those inside of the span, which is forgotten */
  ended(span: ReadableSpan): StepCount {
    guarded(() => {
      const parent = isModelStep(span) ? (span.parentSpanContext?.spanId ?? span.parentSpanId) : undefined;
      if (parent === undefined) return;
      if (this.#withSteps.has(parent)) this.#withSeveral.add(parent);
      this.#withSteps.add(parent);
    });
    if (this.#withSteps.size === 0) return 'none';
    const { spanId } = contextOf(span);
    const hasSeveral = this.#withSeveral.delete(spanId);
    return this.#withSteps.delete(spanId) ? (hasSeveral ? 'several' : 'one') : 'none';
  }
}

/** The id of the span around a step, as long as that is open. */
export function openSpanAround(step: ReadableSpan, nearby: NearbySpans): string | undefined {
  if (!isModelStep(step)) return undefined;
  const [parent] = nearby.ancestorsOf(step);
  return parent !== undefined && nearby.isOpen(parent) ? parent.spanContext().spanId : undefined;
}
