import { eventIdOf } from '../context/event-id-of';
import { contextOf, isSampled } from '../context/ids-of-span';
import { isModelCall, stepOfSpan } from '../mapping';
import { spanSnapshot } from '../mapping/span/span-snapshot';
import { isNoId, type ReadableSpan } from '../mapping/span/span-view';
import { type EndedSpan, type EndedStep, type NearbySpan, nearbyOf } from '../pipeline/ended-call';
import type { RecordQueue } from '../pipeline/record-queue';
import { guarded } from '../runtime/guarded';
import type { LogEventStore } from './log-event-store';
import { RecentIds } from './recent-ids';
import type { SpanClassifier } from './span-classifier';

/** Steps that never end are sent at the end of the process: so many, the latest. */
const maxOpen = 1024;

/** What is decided of a span, once and for all: events refer to it by then. */
interface Place {
  /** Whether it is an event that others may stand in. */
  readonly isStep: boolean;
  /** An event stands below it. */
  isNeeded: boolean;
  /** It was a chain with no event below when it ended: one may still come. */
  ended?: EndedStep | undefined;
}

/**
 * Makes agents, chains and tools events, and gives each event the id of the one around it: of its nearest ancestor that is a
 * sampled step. That needs no waiting, since an id follows from a span's ids alone; which open spans are steps is decided when the
 * first event below them ends. Tools are always sent; chains, once an event stands below them. Never throws.
 *
 * A stock processor exports children before their parents: nothing is known of spans that are not in the same export, so an event
 * whose ancestors are not stands in its session.
 */
export class StepTree {
  readonly #logEvents: Pick<LogEventStore, 'take'>;
  readonly #classifier: Pick<SpanClassifier, 'push'>;
  readonly #queue: Pick<RecordQueue, 'push'>;
  /** By the span, for as long as that lives: as long as some span below it may end. */
  readonly #places = new WeakMap<object, Place>();
  /** Open steps that are to be sent. */
  readonly #open = new Map<object, Pick<EndedSpan, 'ancestry' | 'batch'>>();
  /** Ids of spans that a later export may have, with an event below. */
  readonly #needed = new RecentIds();

  constructor(
    logEvents: Pick<LogEventStore, 'take'>,
    classifier: Pick<SpanClassifier, 'push'>,
    queue: Pick<RecordQueue, 'push'>,
  ) {
    this.#logEvents = logEvents;
    this.#classifier = classifier;
    this.#queue = queue;
  }

  /** Takes spans in the order of ending. */
  push(ended: EndedSpan): void {
    const placed = guarded(() => this.#placed(ended)) ?? ended;
    if (!isStep(placed)) {
      this.#classifier.push(placed);
      return;
    }
    const { span, batch, ancestry } = ended;
    this.#classifier.push({ span, batch, ancestry }); // its verdict is that on its record
    this.#queue.push(placed);
  }

  /** For the end of the process: steps that have not ended are sent as they are, if events stand below them. */
  finish(): void {
    for (const [span, nearby] of this.#open) {
      this.#open.delete(span);
      guarded(() => this.#pushOpen({ ...nearby, span: span as ReadableSpan }));
    }
  }

  #placed(ended: EndedSpan): EndedSpan | EndedStep {
    const { span } = ended;
    this.#open.delete(span);
    if (!isSampled(span.spanContext())) return ended;
    if (isModelCall(span)) return { ...ended, parentId: this.#parentIdOf(ended) };
    const place = this.#places.get(span);
    const isNeeded = this.#needed.delete(keyOf(span)) || place?.isNeeded === true;
    // An open span that others refer to stays a step, whatever attributes it ends with.
    const step = stepOfSpan(span) ?? (place?.isStep === true ? lateStep : undefined);
    if (step === undefined) {
      if (isNeeded) this.#parentIdOf(ended);
      return ended;
    }
    const made = { ...ended, step, logs: this.#logEvents.take(span), isLeaf: !isNeeded };
    const isSent = isNeeded || step.kind === 'tool';
    this.#places.set(span, {
      isStep: place?.isStep ?? true,
      isNeeded: isSent,
      ended: isSent ? undefined : { ...made, onVerdict: undefined },
    });
    return isSent ? { ...made, parentId: this.#parentIdOf(ended) } : ended;
  }

  /** The event around a span. From now on those around it are sent. */
  #parentIdOf(ended: EndedSpan): string | undefined {
    let outermost: NearbySpan = ended.span;
    for (const around of nearbyOf(ended)?.enclosing(ended.span) ?? []) {
      outermost = around;
      const place = this.#placeOf(around);
      const isFirst = !place.isNeeded;
      place.isNeeded = true;
      if (!place.isStep) continue;
      if (isFirst) this.#send(around, place, ended);
      return eventIdOf(around);
    }
    if (ended.ancestry === undefined) this.#needParentOf(outermost as ReadableSpan);
    return undefined;
  }

  #placeOf(span: NearbySpan): Place {
    const known = this.#places.get(span);
    if (known !== undefined) return known;
    const place = { isStep: isSampled(span.spanContext()) && stepOfSpan(span) !== undefined, isNeeded: false };
    this.#places.set(span, place);
    return place;
  }

  /** @param below an event that stands in it */
  #send(span: NearbySpan, place: Place, { ancestry, batch }: EndedSpan): void {
    const { ended } = place;
    place.ended = undefined;
    if (ended !== undefined) {
      this.#queue.push({ ...ended, isLeaf: false, parentId: this.#parentIdOf(ended) });
      return;
    }
    this.#open.set(span, { ancestry, batch });
    const [oldest] = this.#open.keys();
    if (this.#open.size > maxOpen && oldest !== undefined) this.#open.delete(oldest);
    this.#parentIdOf({ ancestry, batch, span: span as ReadableSpan }); // some around it may have ended before
  }

  #needParentOf(span: ReadableSpan): void {
    const parent = span.parentSpanContext?.spanId ?? span.parentSpanId;
    if (parent !== undefined && parent !== '' && !isNoId(parent)) this.#needed.add(span.spanContext().traceId + parent);
  }

  #pushOpen(open: EndedSpan): void {
    const snapshot = spanSnapshot(open.span);
    const now = Date.now();
    const span: ReadableSpan = {
      ...snapshot,
      endTime: [Math.floor(now / 1000), (now % 1000) * 1e6],
      attributes: { ...snapshot.attributes, 'honeyhive.metadata.unended': true },
    };
    const step = stepOfSpan(span) ?? lateStep;
    this.#queue.push({ ...open, span, step, logs: [], isLeaf: false, parentId: this.#parentIdOf(open) });
  }
}

const isStep = (ended: EndedSpan | EndedStep): ended is EndedStep => 'step' in ended;

/** Of a span that has started as a step and ends as nothing that is known. */
const lateStep = { kind: 'chain', dialect: 'unknown' } as const;

const keyOf = (span: ReadableSpan): string => {
  const { traceId, spanId } = contextOf(span);
  return traceId + spanId;
};
