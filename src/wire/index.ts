import { AsyncResource } from 'node:async_hooks';
import { type Context, context, ROOT_CONTEXT, type Tracer, trace } from '@opentelemetry/api';
import { guarded } from '../runtime/guarded';
import type { Exchange } from './exchange';
import { Recorder } from './http/recording';
import { logFailure } from './log-failure';
import { mayBeModelCall } from './model-paths';
import { type Ended, runningWire, setRunningWire, type Wire, type WireOptions } from './registry';
import { endedSpan } from './span/ended-span';
import { recordByTracer } from './span/tracer-span';
import { CallsFirst } from './span-ordering';
import { tapHttp } from './taps/http';
import { tapHttp2 } from './taps/http2';
import type { Sink } from './taps/sink';
import { tapUndici } from './taps/undici';

/** Observes the process's model calls from now on. The taps are there once, however many listen. */
export function startWire(options: WireOptions): Wire {
  const wire = runningWire() ?? tapped();
  setRunningWire(wire);
  return wire.listen(options);
}

interface Call {
  readonly recorder: Recorder;
  /** Runs what is done later as if it were done where the call was made: what listens to spans may look around. */
  readonly place: AsyncResource;
  /** The context of the call, as each of those who listen sees it. */
  readonly contexts: ReadonlyMap<WireOptions, Context>;
  readonly traces: readonly (string | undefined)[];
  readonly endings: readonly (Ended | undefined)[];
  readonly recorded: Promise<void>;
  readonly onRecorded: () => void;
}

const defaultMaxCapturedBytes = 4 * 2 ** 20;
const unfinished = { name: 'Unfinished', code: 'unfinished', message: 'Recorded before the answer was complete' };
const clock = { wall: Date.now, monotonic: () => performance.now() };

function tapped(): ReturnType<typeof runningWire> & object {
  const listeners = new Set<WireOptions>();
  const open = new Set<Call>();
  const finished: Call[] = [];
  const callsFirst = new CallsFirst();
  let waiting: (() => void)[] = [];

  const sink: Sink = {
    match: mayBeModelCall,
    open(request) {
      const contexts = new Map([...listeners].map((each) => [each, contextFor(each)]));
      const traces = [...new Set([...contexts.values()].map((each) => trace.getSpanContext(each)?.traceId))];
      const endings = [...listeners].map(({ began }) => guarded(() => began?.(), logFailure));
      const maxBytes = Math.max(...[...listeners].map((each) => each.maxCapturedBytes ?? defaultMaxCapturedBytes));
      const recorder = new Recorder(request, { maxBytes, clock }, () => finish(call));
      let onRecorded = (): void => {};
      const recorded = new Promise<void>((resolve) => {
        onRecorded = resolve;
      });
      const place = new AsyncResource('MODEL_CALL');
      const call: Call = { recorder, place, contexts, traces, endings, recorded, onRecorded };
      for (const traceId of traces) callsFirst.began(traceId);
      open.add(call);
      return recorder;
    },
  };

  /** Reading waits until the app, whose answer this is too, has had its turn. */
  function finish(call: Call): void {
    open.delete(call);
    for (const ended of call.endings) guarded(() => ended?.(call.recorded), logFailure);
    if (finished.push(call) === 1) setImmediate(turn);
  }

  /** One call a turn of the event loop. */
  function turn(): void {
    makeSpans(finished.shift());
    if (finished.length > 0) setImmediate(turn);
    else release();
  }

  function release(): void {
    const settled = waiting;
    waiting = [];
    for (const resolve of settled) resolve();
  }

  function makeSpans(call: Call | undefined): void {
    if (call === undefined) return;
    guarded(() => {
      // Loaded with the first call that has ended: an app's start-up does not pay for it.
      const { readExchange } = require('./read-exchange') as typeof import('./read-exchange');
      const exchange = readExchange(call.recorder.take());
      if (exchange === undefined) return;
      call.place.runInAsyncScope(writeSpans, undefined, exchange, call.contexts);
    }, logFailure);
    for (const traceId of call.traces) guarded(() => callsFirst.ended(traceId), logFailure);
    call.onRecorded();
  }

  function settleNow(): void {
    for (const { recorder } of [...open]) recorder.done('error', unfinished);
    while (finished.length > 0) makeSpans(finished.shift());
    callsFirst.releaseAll();
    release();
  }

  async function settle(): Promise<void> {
    if (finished.length > 0) await new Promise<void>((resolve) => waiting.push(resolve));
    callsFirst.releaseAll();
  }

  let taps: readonly (() => void)[] = [];
  return {
    listen(options) {
      if (listeners.size === 0) taps = [tapUndici(sink), tapHttp(sink), tapHttp2(sink)];
      listeners.add(options);
      return {
        stop() {
          if (!listeners.delete(options) || listeners.size > 0) return;
          for (const untap of taps) untap();
          setRunningWire(undefined);
          settleNow();
        },
        inFlight: () => open.size + finished.length,
        settle,
        settleNow,
      };
    },
    afterCalls: (traceId, run) => callsFirst.after(traceId, run),
    settle,
  };
}

const contextFor = ({ activeContext = () => context.active() }: WireOptions): Context =>
  guarded(activeContext, logFailure) ?? ROOT_CONTEXT;

function writeSpans(exchange: Exchange, contexts: Call['contexts']): void {
  const tracers = new Set<Tracer>();
  for (const [listener, context] of contexts) {
    guarded(() => {
      const { captureContent } = listener;
      if ('record' in listener) {
        listener.record(endedSpan(exchange, context, listener.origin, captureContent), context);
        return;
      }
      const tracer = listener.tracer();
      if (!tracers.has(tracer)) recordByTracer(tracer, exchange, context, captureContent);
      tracers.add(tracer);
    }, logFailure);
  }
}
