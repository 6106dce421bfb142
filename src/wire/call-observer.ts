import { AsyncResource } from 'node:async_hooks';
import { type Context, context, isSpanContextValid, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { guarded } from '../runtime/guarded';
import { Recorder, type RequestStart } from './http/recording';
import { logFailure } from './log-failure';
import type { Ended, RunningWire, Wire, WireOptions } from './registry';
import { SpanOrdering } from './span-ordering';

/** A request that may be a model call, from its start until it is recorded. */
interface Call {
  readonly recorder: Recorder;
  /** Listeners run in the asynchronous context of the app's call: they may read what the app stores there. */
  readonly asyncContext: AsyncResource;
  /** The OpenTelemetry context of the call, as each listener sees it. */
  readonly contexts: ReadonlyMap<WireOptions, Context>;
  /** Of the spans that the call was made in; `undefined`: in none. */
  readonly traceIds: ReadonlySet<string | undefined>;
  readonly onEnd: readonly (Ended | undefined)[];
}

interface FinishedCall extends Call {
  readonly recorded: Promise<void>;
  readonly resolveRecorded: () => void;
}

const defaultMaxCapturedBytes = 4 * 2 ** 20;
const unfinished = { name: 'Unfinished', code: 'unfinished', message: 'Recorded before the response was complete' };
const clock = { wall: Date.now, monotonic: () => performance.now() };

/** Records the requests that the taps see, and turns them into spans for all listeners. */
export class CallObserver implements RunningWire {
  readonly #onLastStop: () => void;
  readonly #listeners = new Set<WireOptions>();
  readonly #open = new Set<Call>();
  readonly #finished: FinishedCall[] = [];
  readonly #ordering = new SpanOrdering();

  /** @param onLastStop called when the last listener stops */
  constructor(onLastStop: () => void) {
    this.#onLastStop = onLastStop;
  }

  /** Called by a tap as the request begins, synchronously. What passes goes to the recorder until its `done`. */
  startRecording(request: RequestStart): Recorder {
    const listeners = [...this.#listeners];
    const contexts = new Map(listeners.map((listener) => [listener, contextFor(listener)]));
    const maxBytes = Math.max(...listeners.map((listener) => listener.maxCapturedBytes ?? defaultMaxCapturedBytes));
    const call: Call = {
      contexts,
      traceIds: new Set([...contexts.values()].map(traceIdIn)),
      onEnd: listeners.map(({ began }) => guarded(() => began?.(), logFailure)),
      recorder: new Recorder(request, { maxBytes, clock }, () => this.#finish(call)),
      asyncContext: new AsyncResource('MODEL_CALL'),
    };
    for (const traceId of call.traceIds) this.#ordering.callStarted(traceId);
    this.#open.add(call);
    return call.recorder;
  }

  listen(options: WireOptions): Wire {
    this.#listeners.add(options);
    return {
      stop: () => {
        if (!this.#listeners.delete(options) || this.#listeners.size > 0) return;
        this.#onLastStop();
        this.#settleNow();
      },
      inFlight: () => this.#open.size + this.#finished.length,
      settle: () => this.settle(),
      settleNow: () => this.#settleNow(),
    };
  }

  afterCalls(traceId: string, run: () => void): void {
    this.#ordering.afterCalls(traceId, run);
  }

  async settle(): Promise<void> {
    await Promise.all(this.#finished.map(({ recorded }) => recorded));
    this.#ordering.releaseAll();
  }

  #settleNow(): void {
    for (const { recorder } of [...this.#open]) recorder.done('error', unfinished);
    while (this.#finished.length > 0) this.#recordNext();
    this.#ordering.releaseAll();
  }

  /** Spans are made in a later turn of the event loop: the app, which has waited for the response, comes first. */
  #finish(call: Call): void {
    this.#open.delete(call);
    let resolveRecorded = (): void => {};
    const recorded = new Promise<void>((resolve) => {
      resolveRecorded = resolve;
    });
    for (const onEnd of call.onEnd) guarded(() => onEnd?.(recorded), logFailure);
    if (this.#finished.push({ ...call, recorded, resolveRecorded }) === 1) setImmediate(() => this.#recordInTurns());
  }

  /** One call per turn of the event loop: reading a long response takes time. */
  #recordInTurns(): void {
    this.#recordNext();
    if (this.#finished.length > 0) setImmediate(() => this.#recordInTurns());
  }

  #recordNext(): void {
    const call = this.#finished.shift();
    if (call === undefined) return;
    guarded(() => {
      // Loaded with the first call that has ended, so that the app's start does not wait for the readers of all APIs.
      const { recordCall } = require('./record-call') as typeof import('./record-call');
      call.asyncContext.runInAsyncScope(recordCall, undefined, call.recorder.take(), call.contexts);
    }, logFailure);
    for (const traceId of call.traceIds) guarded(() => this.#ordering.callEnded(traceId), logFailure);
    call.resolveRecorded();
  }
}

/** An invalid parent is none: it is active where the app has a context manager and no tracer provider. */
function traceIdIn(context: Context): string | undefined {
  const parent = trace.getSpanContext(context);
  return parent !== undefined && isSpanContextValid(parent) ? parent.traceId : undefined;
}

const contextFor = ({ activeContext = () => context.active() }: WireOptions): Context =>
  guarded(activeContext, logFailure) ?? ROOT_CONTEXT;
