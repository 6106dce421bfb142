import { type Context, ROOT_CONTEXT } from '@opentelemetry/api';
import { type Config, resolveConfig } from '../config/config';
import { optionTable } from '../config/option-table';
import { isDebug } from '../config/switches';
import type { Update } from '../delivery/single/updates';
import { Diagnostics, type Stats } from '../observability/diagnostics';
import { answerCurrentSession } from '../otel/current-session';
import { logDebug } from '../runtime/log';
import { systemRuntime } from '../runtime/runtime';
import { logToStderr } from '../runtime/stderr';
import { withinOccasion } from '../session/occasion';
import { startWire } from '../wire';
import type { Refusal } from '../wire/registry';
import { AppProviders, type Attach } from './attach/app-providers';
import { AppSampler } from './attach/app-sampler';
import { attachToLoggerProvider, attachToTracerProvider } from './attach/attach-processors';
import { attachedLogRecordProcessor, attachedSpanProcessor } from './attach/attached-processors';
import { CallOrigin } from './attach/call-origin';
import { CallRecorder } from './call-recorder';
import { environmentOf } from './environment';
import { Invocation } from './exit/invocation';
import type { RunFor } from './exit/lambda';
import { ProcessEnd } from './exit/process-end';
import { mayEndUnannounced, stayAwake } from './exit/serverless-freeze';
import type { Reasons } from './exit/undelivered';
import { WorkerThreads } from './exit/worker-threads';
import { LateEngine } from './late-engine';
import { asksForOccasions, watchPlaces } from './places';

/** What `register` has started. */
export interface Started {
  /** Sends what has been recorded so far, as far as that is possible now. */
  flush(): Promise<void>;
  /** Adds to an event that was recorded before. */
  update(update: Update): void;
}

/**
 * Records the model calls of the app that is about to run, as its environment asks. Without a key it says so and does nothing;
 * switched off, it does nothing.
 * @returns how to use it; `undefined` if it does nothing
 */
export function start(given: NodeJS.ProcessEnv): Started | undefined {
  const env = environmentOf(given);
  if (isDebug(env)) logDebug('register is loaded, and model calls are observed.');
  const config = usableConfig(env);
  if (config === undefined) return undefined;
  const { exitTimeoutMs } = config;
  const diagnostics = new Diagnostics(systemRuntime.now, (_level, sentence) => logToStderr(sentence));
  const engine = new LateEngine(config, diagnostics);
  const recorder = new CallRecorder(engine, exitTimeoutMs, watchPlaces(config));
  const invocation = new Invocation(recorder, engine, diagnostics, exitTimeoutMs);
  const flush = (): Promise<void> => invocation.flush();
  const threads = new WorkerThreads(
    () => end.arm(),
    () => engine.countUnsafe(),
  );
  /** A process that neither has an SDK nor calls a model pays for no more than this function. */
  const prepare = (): void => {
    engine.openSoon();
    end.arm();
  };
  const sampler = new AppSampler();
  const origin = new CallOrigin();
  const providers = attachToProviders(recorder, [sampler, origin], prepare);
  answerCurrentSession(() => recorder.sessionIn(activeContextOf(providers)), true);
  const sendsAtOnce = mayEndUnannounced(env);
  const wire = startWire({
    record: (span, parentContext) => {
      if (sampler.samples(span, parentContext)) recorder.record(span, parentContext);
    },
    origin,
    captureContent: config.captureContent,
    ...wireLimits(config, engine),
    // Asked as each call begins: early enough for a provider that was registered unnoticed.
    activeContext: () => {
      prepare();
      return activeContextOf(providers);
    },
    began: () => {
      const ended = stayAwake(() => {
        const sent = invocation.flushCalls();
        engine.save();
        threads.recorded();
        return sent;
      }, sendsAtOnce);
      return ended && ((recorded) => void threads.countUntilSent(ended(recorded)));
    },
  });
  engine.shareWith(() => wire.load());
  const settle = (until: number): void => wire.settleNow(until);
  const waitForThreads = (timeoutMs: number): number => threads.waitForDelivery(timeoutMs);
  const end = new ProcessEnd({ settle, waitForThreads, ...lastWorkOf(engine, recorder) }, exitTimeoutMs);

  engine.watch(() => end.arm());
  providers.watch();
  const { AWS_LAMBDA_FUNCTION_NAME: name } = env;
  if (name !== undefined) wrapHandler(given, flush, occasionsOf(name, config), exitTimeoutMs);
  const update = updating(engine, prepare, () => stayAwake(flush, sendsAtOnce));
  const isLate = (): boolean => end.isOver && config.spoolDirectory === undefined;
  return { flush, update: (given) => (isLate() ? diagnostics.notice('late_update', lateUpdate) : update(given)) };
}

const lateUpdate =
  'sendFeedback was called as the process exits, after what was pending had been sent, so it is lost: call it before.';

/** `undefined` where nothing is to be recorded, or could be sent. */
function usableConfig(env: NodeJS.ProcessEnv): Config | undefined {
  const config = resolveConfig({}, env, logToStderr);
  if (!config.enabled || config.url === '') return undefined; // the bad variable was reported
  if (config.apiKey !== undefined) return config;
  logToStderr(`${optionTable.apiKey.env[0]} is not set, so model calls are not recorded.`);
  return undefined;
}

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
  return providers.activeContext() ?? ROOT_CONTEXT;
}

/** Has an invocation of a function be what its calls are made for, if the options ask for it. */
function occasionsOf(name: string, config: Config): RunFor {
  if (!asksForOccasions(config)) return (_event, run) => run();
  const { invocations } = require('../session/invocation') as typeof import('../session/invocation');
  const occasionOf = invocations(name, config.sessionHeader);
  return (event, run) => withinOccasion(occasionOf(event), run);
}

/** Loaded on Lambda only. */
function wrapHandler(...args: Parameters<typeof import('./exit/lambda').wrapLambdaHandler>): void {
  const { wrapLambdaHandler } = require('./exit/lambda') as typeof import('./exit/lambda');
  wrapLambdaHandler(...args);
}

/** Observed calls and records have one queue's room together. */
const wireLimits = (config: Config, engine: LateEngine) => ({
  // No record has room for more, and what is kept beyond it takes time to read.
  maxCapturedBytes: Math.min(config.maxCapturedBytes, 2 * config.maxRecordBytes),
  maxMediaBytes: config.maxMediaBytes,
  room: { maxCalls: config.maxQueueRecords, maxBytes: config.maxQueueBytes, taken: () => engine.load },
  refused: (reason: Refusal) => engine.refuseCall(reason),
});

/** What the end of a process asks of the engine. */
const lastWorkOf = (engine: LateEngine, recorder: CallRecorder) => ({
  flush: (timeoutMs: number) => recorder.flushAtEnd(timeoutMs, true),
  deliverLast: (until: number) => {
    recorder.collect();
    if (engine.all.length === 0) return new Map();
    const { deliverLast } = require('./exit/last-delivery') as typeof import('./exit/last-delivery');
    return deliverLast(engine.all, until);
  },
  accepted: () => engine.all.reduce((sum, each) => sum + acceptedBy(each.stats()), 0),
  countUnsafe: (reasons: Reasons) => engine.countUnsafeBy(reasons),
  takeLossLines: () => engine.all.flatMap((each) => each.takeLossLines()),
});

/** An engine of an older copy has no updates. */
const acceptedBy = ({ accepted, updates }: Omit<Stats, 'updates'> & Partial<Pick<Stats, 'updates'>>): number =>
  accepted + (updates?.accepted ?? 0);

/**
 * Adds processors of ours to the app's providers as it registers them.
 * @param users of the tracer provider
 * @param onAttached called with each provider
 */
function attachToProviders(
  recorder: CallRecorder,
  users: readonly { use(provider: object): void }[],
  onAttached: () => void,
): AppProviders {
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
  return new AppProviders(
    reporting(
      attachToTracerProvider(attachedSpanProcessor(recorder), (processor, exporter) =>
        recorder.useAppsExporter(processor, exporter),
      ),
      (provider) => {
        for (const user of users) user.use(provider);
      },
    ),
    reporting(
      attachToLoggerProvider(attachedLogRecordProcessor(recorder), (_processor, exporter) =>
        recorder.leaveLogEventsTo(exporter),
      ),
    ),
  );
}
