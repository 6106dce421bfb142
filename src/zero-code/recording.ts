import type { Context } from '@opentelemetry/api';
import { childrenOption } from '../config/children-option';
import { readOption } from '../config/environment';
import type { ProcessPlaces } from '../context/span-ancestry';
import type { Update } from '../delivery/single/updates';
import type { ExporterPort } from '../engine/exporter-port';
import { Diagnostics } from '../observability/diagnostics';
import { answerCurrentSession } from '../otel/session-here';
import { guarded } from '../runtime/guarded';
import { complain } from '../runtime/log';
import { rootContext } from '../runtime/otel/context';
import { systemRuntime } from '../runtime/runtime';
import { logToStderr } from '../runtime/stderr';
import { currentOccasion, withinOccasion } from '../session/occasion';
import type { ProcessSession } from '../session/process-session';
import type { Session } from '../session/session-of';
import { startWire } from '../wire';
import type { Wire } from '../wire/registry';
import type { AppProviders, Attach } from './attach/app-providers';
import { AppSampler } from './attach/app-sampler';
import { attachToLoggerProvider, attachToTracerProvider } from './attach/attach-processors';
import { attachedLogRecordProcessor, attachedSpanProcessor } from './attach/attached-processors';
import { CallOrigin } from './attach/call-origin';
import { CallRecorder } from './call-recorder';
import type { WatchParts } from './children/child-processes';
import { environmentOf } from './environment';
import { Invocation } from './exit/invocation';
import type { RunFor } from './exit/lambda';
import { lastWorkOf } from './exit/last-work';
import { ProcessEnd } from './exit/process-end';
import { mayEndUnannounced, stayAwake } from './exit/serverless-freeze';
import type { WorkerThreads } from './exit/worker-threads';
import { LateEngine } from './late-engine';
import type { WatchedPlaces } from './places';
import type { Settings } from './settings';
import { type OwnOptions, wireOptions } from './wire-options';

/** What `register` has prepared before anything was recorded. */
export interface Prepared {
  readonly settings: Settings;
  readonly threads: WorkerThreads;
  readonly process: ProcessSession;
  readonly places: WatchedPlaces;
  readonly providers: AppProviders;
}

/** Records the model calls of the app; see `start`. */
export interface Recording {
  /** Whether calls go to the engine of an exporter of the app. */
  readonly isApps: boolean;
  readonly attachToTracerProvider: Attach;
  readonly attachToLoggerProvider: Attach;
  /** Of a call made here and now. */
  sessionHere(): Session | undefined;
  /** Has the end of the process deliver what is pending. */
  arm(): void;
  /** An engine of an exporter is there. */
  opened(engine: ExporterPort): void;
  /** See {@link ExporterPort.countUnsafe}. */
  countUnsafe(): number;
  flush(): Promise<void>;
  update(update: Update): void;
}

/** Starts recording, as the environment asks at the first call. */
export function startRecording(env: NodeJS.ProcessEnv, prepared: Prepared): Recording {
  const { settings, threads, providers } = prepared;
  const diagnostics = new Diagnostics(systemRuntime.now, (_level, sentence) => logToStderr(sentence));
  const engine = new LateEngine(settings, diagnostics);
  const exitTimeoutMs = (): number => settings.exitTimeoutMs;
  const recorder = new CallRecorder(engine, settings, placesOf(prepared));
  const invocation = new Invocation(recorder, engine, diagnostics, exitTimeoutMs);
  const flush = (): Promise<void> => invocation.flush();
  const prepare = (): void => {
    engine.openSoon();
    end.arm();
  };
  const sampler = new AppSampler();
  const origin = new CallOrigin();
  const sendsAtOnce = mayEndUnannounced(env);
  const own: OwnOptions = {
    record: (span, parentContext) => {
      if (sampler.samples(span, parentContext)) recorder.record(span, parentContext);
    },
    origin,
    // Asked as each call begins: early enough for a provider that was registered unnoticed.
    activeContext: () => {
      prepare();
      return activeContextOf(providers);
    },
    began: () => stayAwakeFor(invocation, engine, threads, sendsAtOnce),
  };
  const wire = startWire(wireOptions(settings, engine, own));
  engine.shareWith(() => wire.load());
  const end = new ProcessEnd(lastWorkOf(engine, recorder, wire, threads), exitTimeoutMs);
  settings.whenRead((config) => config ?? stopAll(wire));
  wrapHandler(env, settings, flush);
  watchChildren(env, { settings, engine, recorder, activeContext: () => activeContextOf(providers) });
  const update = updating(engine, prepare, () => stayAwake(flush, sendsAtOnce));
  const isLate = (): boolean => end.isOver && settings.known?.spoolDirectory === undefined;
  return {
    get isApps() {
      return engine.isApps;
    },
    ...attachments(recorder, [sampler, origin], () => {
      engine.loadSoon();
      end.arm();
    }),
    sessionHere: () => recorder.sessionIn(activeContextOf(providers)),
    arm: () => end.arm(),
    opened: (exporter) => opened(exporter, end),
    countUnsafe: () => engine.countUnsafe(),
    flush,
    update: (given) => (isLate() ? diagnostics.notice('late_update', lateUpdate) : update(given)),
  };
}

/** A call has begun. @returns what to call with the promise of its record; `undefined` where nothing has to be kept awake */
function stayAwakeFor(
  invocation: Invocation,
  engine: LateEngine,
  threads: WorkerThreads,
  sendsAtOnce: ReturnType<typeof mayEndUnannounced>,
): ReturnType<NonNullable<OwnOptions['began']>> {
  const ended = stayAwake(() => {
    const sent = invocation.flushCalls();
    engine.save();
    threads.recorded();
    return sent;
  }, sendsAtOnce);
  return ended && ((recorded) => void threads.countUntilSent(ended(recorded)));
}

const placesOf = ({ process, places }: Prepared): ProcessPlaces => ({
  process,
  occasion: () => (places.asksForOccasions() ? currentOccasion() : undefined),
});

function opened(exporter: ExporterPort, end: ProcessEnd): void {
  end.arm();
  // The app may have more to prepare for its key.
  setImmediate(() => guarded(() => exporter.prepareHandover())).unref();
}

/** Nothing is to be recorded. Not at once, since that may turn out as a call begins. */
function stopAll(wire: Wire): void {
  answerCurrentSession(undefined);
  setImmediate(() => guarded(() => wire.stop())).unref();
}

const lateUpdate =
  'sendFeedback was called as the process exits, after what was pending had been sent, so it is lost: call it before.';

/** Takes updates. @param awake called with each, while the request that it belongs to is known */
const updating =
  (engine: LateEngine, prepare: () => void, awake: () => ReturnType<typeof stayAwake>) =>
  (update: Update): void => {
    prepare();
    engine.update(update);
    void awake()?.(Promise.resolve());
  };

function activeContextOf(providers: AppProviders): Context {
  providers.look();
  return providers.activeContext() ?? rootContext;
}

/** Where it is asked for. What is needed for it is loaded there only. */
function watchChildren(env: NodeJS.ProcessEnv, parts: WatchParts): void {
  if (env['HH_CHILDREN_VARIABLES'] !== undefined) {
    const { dropInherited } =
      require('./children/inherited-variables') as typeof import('./children/inherited-variables');
    dropInherited(env);
  }
  if (readOption(childrenOption, environmentOf(env), complain) === 'off') return;
  const { ChildProcesses } = require('./children/child-processes') as typeof import('./children/child-processes');
  new ChildProcesses(parts).watch();
}

/** On Lambda, has each invocation send what it has recorded, and be what its calls are made for. Loaded there only. */
function wrapHandler(env: NodeJS.ProcessEnv, settings: Settings, flush: () => Promise<void>): void {
  const { AWS_LAMBDA_FUNCTION_NAME: name } = env;
  if (name === undefined) return;
  const { invocations } = require('../session/invocation') as typeof import('../session/invocation');
  const { wrapLambdaHandler } = require('./exit/lambda') as typeof import('./exit/lambda');
  const occasionOf = invocations(name, () => settings.known?.sessionHeader);
  const runFor: RunFor = (event, run) => withinOccasion(occasionOf(event), run);
  wrapLambdaHandler(env, flush, runFor, () => settings.exitTimeoutMs);
}

/**
 * Adds processors of ours to the app's providers as it registers them.
 * @param users of the tracer provider
 * @param onAttached called with each provider
 */
function attachments(
  recorder: CallRecorder,
  users: readonly { use(provider: object): void }[],
  onAttached: () => void,
): Pick<Recording, 'attachToTracerProvider' | 'attachToLoggerProvider'> {
  const reporting =
    (attach: Attach, use?: (provider: object) => void): Attach =>
    (provider) => {
      const isAttached = attach(provider);
      if (isAttached) {
        use?.(provider);
        onAttached();
      }
      return isAttached;
    };
  return {
    attachToTracerProvider: reporting(
      attachToTracerProvider(attachedSpanProcessor(recorder), (processor, exporter) =>
        recorder.useAppsExporter(processor, exporter),
      ),
      (provider) => {
        for (const user of users) user.use(provider);
      },
    ),
    attachToLoggerProvider: reporting(
      attachToLoggerProvider(attachedLogRecordProcessor(recorder), (_processor, exporter) =>
        recorder.leaveLogEventsTo(exporter),
      ),
    ),
  };
}
