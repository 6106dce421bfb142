import { type Context, context, ROOT_CONTEXT, type Tracer } from '@opentelemetry/api';
import { attempt } from './attempt';
import { mayBeModelCall } from './model-paths';
import { Recorder } from './recording';
import { writeSpan } from './span';
import { tapHttp } from './taps/http';
import { tapHttp2 } from './taps/http2';
import type { Sink } from './taps/sink';
import { tapUndici } from './taps/undici';

export interface WireOptions {
  readonly tracer: Tracer;
  /** The tracer keeps nested attribute values; otherwise they are written as JSON strings. */
  readonly structured: boolean;
  /** `false` leaves prompts, answers and tools out of the spans. */
  readonly captureContent: boolean;
  /** Bytes observed of one call, request and answer together; 4 MiB. */
  readonly maxCapturedBytes?: number;
  /** The context that a call is made in: parent of its span. The context that OpenTelemetry has active. */
  readonly activeContext?: () => Context;
  /** Attributes of what the app is doing, asked for inside each model call: its session, its user. */
  readonly attributes?: () => Readonly<Record<string, unknown>>;
  /** Called inside each model call as it begins; what it answers is called once the call is a span, or was none after all. */
  readonly began?: () => (() => void) | undefined;
}

export interface Wire {
  /** Takes the taps out again. Calls that are under way are recorded with what has arrived. */
  stop(): void;
  /** Model calls that are not spans yet. */
  inFlight(): number;
  /** Resolves once every call that has finished by now is a span. */
  settle(): Promise<void>;
  /** For the process's exit: at once makes spans of all calls that have finished, and of what has arrived of all others. */
  settleNow(): void;
}

/** Known to every copy of this package in the process: two that listened would record each call twice. */
const running = Symbol.for('opentelemetry-exporter-honeyhive.wire');
const shared = globalThis as { [running]?: Wire | undefined };

/** Observes the process's model calls from now on. While it runs, starting it again gives the same. */
export function startWire(options: WireOptions): Wire {
  shared[running] ??= start(options);
  return shared[running];
}

const defaultMaxCapturedBytes = 4 * 2 ** 20;
interface Finished {
  readonly recorder: Recorder;
  readonly ended: (() => void) | undefined;
}

const unfinished = { name: 'Unfinished', code: 'unfinished', message: 'Recorded before the answer was complete' };
const clock = { wall: Date.now, monotonic: () => performance.now() };

function start(options: WireOptions): Wire {
  const activeContext = options.activeContext ?? (() => context.active());
  const limits = { maxBytes: options.maxCapturedBytes ?? defaultMaxCapturedBytes, clock };
  const open = new Set<Recorder>();
  const finished: Finished[] = [];
  let waiting: (() => void)[] = [];

  const sink: Sink = {
    match: mayBeModelCall,
    open(request) {
      const origin = {
        context: attempt(activeContext) ?? ROOT_CONTEXT,
        attributes: attempt(() => options.attributes?.()) ?? {},
      };
      const ended = attempt(() => options.began?.());
      const recorder: Recorder = new Recorder(request, origin, limits, () => finish({ recorder, ended }));
      open.add(recorder);
      return recorder;
    },
  };

  /** Reading waits until the app, whose answer this is too, has had its turn. */
  function finish(call: Finished): void {
    open.delete(call.recorder);
    if (finished.push(call) === 1) setImmediate(turn);
  }

  /** One call a turn of the event loop. */
  function turn(): void {
    makeSpan(finished.shift());
    if (finished.length > 0) setImmediate(turn);
    else release();
  }

  function release(): void {
    const settled = waiting;
    waiting = [];
    for (const resolve of settled) resolve();
  }

  function makeSpan(call: Finished | undefined): void {
    if (call === undefined) return;
    const { recorder, ended } = call;
    attempt(() => {
      // Loaded with the first call that has ended: an app's start-up does not pay for it.
      const { readExchange } = require('./read-exchange') as typeof import('./read-exchange');
      const recording = recorder.take();
      const exchange = readExchange(recording);
      if (exchange !== undefined) writeSpan(options.tracer, exchange, recording.origin, options);
    });
    attempt(() => ended?.());
  }

  function settleNow(): void {
    for (const recorder of [...open]) recorder.done('error', unfinished);
    while (finished.length > 0) makeSpan(finished.shift());
    release();
  }

  const stops = [tapUndici(sink), tapHttp(sink), tapHttp2(sink)];
  return {
    stop() {
      for (const stop of stops) stop();
      shared[running] = undefined;
      settleNow();
    },
    inFlight: () => open.size + finished.length,
    settle: () => (finished.length === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
    settleNow,
  };
}
