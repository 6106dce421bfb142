import { ROOT_CONTEXT } from '@opentelemetry/api';
import { type Config, resolveConfig } from '../config/config';
import { optionTable } from '../config/option-table';
import { version } from '../version';
import { startWire } from '../wire';
import { AppProviders, type Attach } from './attach/app-providers';
import { attachToLoggerProvider, attachToTracerProvider } from './attach/attach-processors';
import { attachedLogRecordProcessor, attachedSpanProcessor } from './attach/attached-processors';
import { CallRecorder } from './call-recorder';
import { environmentOf } from './environment';
import { maxDelayMs, ProcessEnd } from './exit/process-end';
import { mayEndUnannounced, stayAwake } from './exit/serverless-freeze';
import { WorkerThreads } from './exit/worker-threads';
import { LateEngine } from './late-engine';
import { resourceOf } from './resource';
import { logToStderr } from './stderr';

/**
 * Records the model calls of the app that is about to run, as its environment asks. Without a key it says so and does nothing.
 * @returns sends what has been recorded so far; rejects when that takes too long
 */
export function start(given: NodeJS.ProcessEnv): (() => Promise<void>) | undefined {
  const env = environmentOf(given);
  const config = resolveConfig({ flushTimeoutMs: maxDelayMs }, env, logToStderr);
  if (config.apiKey === undefined) {
    logToStderr(`${optionTable.apiKey.env[0]} is not set, so model calls are not recorded.`);
    return undefined;
  }
  if (config.url === '') return undefined; // the bad variable was reported
  const engine = new LateEngine(config, (_level, sentence) => logToStderr(sentence));
  const recorder = new CallRecorder(engine, maxDelayMs);
  const flush = (): Promise<void> => recorder.flush();

  const threads = new WorkerThreads(() => end.arm());
  /** A process that neither has an SDK nor calls a model pays for no more than this function. */
  const prepare = (): void => {
    engine.openSoon();
    end.arm();
  };
  const providers = attachToProviders(recorder, prepare);
  const sendsAtOnce = mayEndUnannounced(env);
  const wire = startWire({
    record: (span, parentContext) => recorder.record(span, parentContext),
    origin: { version, resourceAttributes: resourceOf(env, logToStderr) },
    captureContent: config.captureContent,
    ...wireLimits(config, engine),
    // Asked as each call begins: early enough for a provider that was registered unnoticed.
    activeContext: () => {
      prepare();
      providers.look();
      return providers.activeContext() ?? ROOT_CONTEXT;
    },
    began: () => {
      const ended = stayAwake(() => engine.flush(maxDelayMs), sendsAtOnce);
      return ended && ((recorded) => void threads.countUntilSent(ended(recorded)));
    },
  });
  engine.shareWith(() => wire.load());
  const end = new ProcessEnd({
    settle: () => wire.settleNow(),
    flush,
    accepted: () => engine.opened?.stats().accepted ?? 0,
    countUnsafe: () => engine.opened?.countUnsafe() ?? 0,
    undelivered: () => {
      recorder.collect();
      return engine.opened?.undelivered();
    },
    markDelivered: () => engine.opened?.markDelivered(),
    waitForThreads: (timeoutMs) => threads.waitForDelivery(timeoutMs),
  });

  providers.watch();
  if (env['AWS_LAMBDA_FUNCTION_NAME'] !== undefined) {
    const { wrapLambdaHandler } = require('./exit/lambda') as typeof import('./exit/lambda');
    wrapLambdaHandler(given, flush);
  }
  return flush;
}

/** What observed calls may hold: they share the limits of the queue. */
const wireLimits = (
  { maxCapturedBytes, maxRecordBytes, maxMediaBytes, maxQueueRecords, maxQueueBytes }: Config,
  engine: LateEngine,
) => ({
  // No record has room for more, and what is kept beyond it takes time to read.
  maxCapturedBytes: Math.min(maxCapturedBytes, 2 * maxRecordBytes),
  maxMediaBytes,
  room: { maxCalls: maxQueueRecords, maxBytes: maxQueueBytes, taken: () => engine.load },
  refused: () => engine.refuseCall(),
});

/** Adds processors of ours to the app's providers as it registers them. @param onAttached called with each provider */
function attachToProviders(recorder: CallRecorder, onAttached: () => void): AppProviders {
  const reporting =
    (attach: Attach): Attach =>
    (provider) => {
      const isAttached = attach(provider);
      if (isAttached) onAttached();
      return isAttached;
    };
  return new AppProviders(
    reporting(
      attachToTracerProvider(attachedSpanProcessor(recorder), (processor, exporter) =>
        recorder.useAppsExporter(processor, exporter),
      ),
    ),
    reporting(
      attachToLoggerProvider(attachedLogRecordProcessor(recorder), (_processor, exporter) =>
        recorder.leaveLogEventsTo(exporter),
      ),
    ),
  );
}
