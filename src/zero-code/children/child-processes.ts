import { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { type Context, isSpanContextValid, trace } from '@opentelemetry/api';
import { guarded } from '../../runtime/guarded';
import { logToStderr } from '../../runtime/stderr';
import { wrapMethod } from '../../wire/taps/intercept';
import type { CallRecorder } from '../call-recorder';
import type { LateEngine } from '../late-engine';
import type { Settings } from '../settings';
import type { ChildCalls } from './child-calls';
import { ChildServer } from './child-server';
import { childVariables, giveVariables } from './child-variables';

/** What child processes are watched with. */
export interface WatchParts {
  readonly settings: Settings;
  readonly engine: LateEngine;
  readonly recorder: CallRecorder;
  readonly activeContext: () => Context;
}

/**
 * Has the processes that the app starts export their spans and log events to this one, by their environment alone: the app's own is left as
 * it is. Not those of `spawnSync` and the like, since nothing is taken while this process waits for them.
 */
export class ChildProcesses {
  readonly #parts: WatchParts;
  readonly #token = randomBytes(24).toString('hex');
  #server: ChildServer | undefined;
  #calls: ChildCalls | undefined;
  #hasWarned = false;

  constructor(parts: WatchParts) {
    this.#parts = parts;
  }

  watch(): void {
    // `spawn`, `exec`, `execFile` and `fork` all come here, however the app has imported them.
    wrapMethod(ChildProcess.prototype, 'spawn', { before: (_child, [options]) => this.#prepare(Object(options)) });
    this.#parts.recorder.addSource(() => this.#calls?.release());
  }

  #prepare({ envPairs }: { readonly envPairs?: unknown }): void {
    const { settings, recorder, activeContext } = this.#parts;
    const config = settings.read();
    if (config === undefined || !Array.isArray(envPairs)) return;
    this.#server ??= new ChildServer(this.#token, (request, session) => this.#opened.accept(request, session));
    const { port } = this.#server;
    if (port === undefined) return;
    const context = activeContext();
    const variables = childVariables({
      port,
      token: this.#token,
      session: guarded(() => recorder.sessionIn(context)),
      traceparent: traceparentIn(context),
      contentChars: config.captureContent ? config.maxCapturedBytes : undefined,
    });
    if (!giveVariables(envPairs, variables)) this.#warn();
  }

  /** Loaded with the first request: most children send none. */
  get #opened(): ChildCalls {
    if (this.#calls === undefined) {
      const { settings, engine } = this.#parts;
      const { ChildCalls: Calls } = require('./child-calls') as typeof import('./child-calls');
      this.#calls = new Calls(engine, () => settings.known?.captureContent === true);
    }
    return this.#calls;
  }

  #warn(): void {
    if (this.#hasWarned) return;
    this.#hasWarned = true;
    logToStderr(
      'a child process has OTEL_EXPORTER_OTLP_ variables of its own, which are left as they are: its calls are not recorded.',
    );
  }
}

function traceparentIn(context: Context): string | undefined {
  const active = trace.getSpanContext(context);
  if (active === undefined || !isSpanContextValid(active)) return undefined;
  return `00-${active.traceId}-${active.spanId}-${active.traceFlags.toString(16).padStart(2, '0')}`;
}
