import { ROOT_CONTEXT } from '@opentelemetry/api';
import { fields, resolveConfig } from '../config/config';
import { Ancestry } from '../context/span-ancestry';
import { HoneyHiveLogRecordProcessor } from '../otel/log-record-processor';
import { guarded } from '../runtime/guarded';
import { version } from '../version';
import { startWire } from '../wire';
import { runningWire } from '../wire/registry';
import { isWireSpan } from '../wire/scope';
import { routeThrough } from './attach/app-own-exporter';
import { AppTelemetry, type Attach } from './attach/app-providers';
import { attachToLoggerProvider, attachToTracerProvider } from './attach/attach-processors';
import { guestLogRecordProcessor, guestSpanProcessor, type Host } from './attach/attached-processors';
import { environmentOf } from './environment';
import { ProcessEnd, patienceMs } from './exit/process-end';
import { endsUnannounced, stayAwake } from './exit/serverless-freeze';
import { Threads } from './exit/worker-threads';
import { LateExporter } from './late-exporter';
import { resourceOf } from './resource';
import { say } from './stderr';

/**
 * Records the model calls of the app that is about to run, as its environment asks. Without a key it says so and does nothing.
 * @returns sends what is recorded so far; rejects when that takes too long
 */
export function start(given: NodeJS.ProcessEnv): (() => Promise<void>) | undefined {
  const env = environmentOf(given);
  const config = resolveConfig({ flushTimeoutMs: patienceMs }, env, say);
  if (config.apiKey === undefined) {
    say(`${fields.apiKey.env[0]} is not set, so model calls are not recorded.`);
    return undefined;
  }
  if (config.url === '') return undefined; // an unreadable variable, and said so
  const exporter = new LateExporter(config, (_level, sentence) => say(sentence));
  const ancestry = new Ancestry();
  const settle = (): Promise<void> => wire.settle();
  const flush = async (): Promise<void> => {
    await settle();
    handOver();
    await exporter.flush(patienceMs);
  };

  /** The flushes of processors of the app's: a stock one keeps spans back, and hands them over within the call. */
  const flushes: (() => Promise<void>)[] = [];
  const handOver = (): void => {
    for (const flushOne of flushes) guarded(() => flushOne().catch(() => {}));
  };

  const hurries = endsUnannounced(env);

  /** Exporters that get the app's log events without us. */
  const informed = new WeakSet<object>();
  const host: Host = {
    started: (span, parentContext) => ancestry.started(span, parentContext),
    ended: (span, accept) => {
      // Of the same call that our own span tells of: the app has the instrumentation in its provider, too.
      if (isWireSpan(span)) return ancestry.ended(span);
      return runningWire()?.afterCalls(span.spanContext().traceId, () => {
        if (accept === undefined) return exporter.open().accept(span, ancestry);
        exporter.open().judgeArrivals(); // they were open together
        ancestry.ended(span);
        return accept();
      });
    },
    emitted: (record) => {
      if (!informed.has(exporter.open())) new HoneyHiveLogRecordProcessor(exporter.open()).onEmit(record);
    },
    settle,
    flush,
  };
  const app = new AppTelemetry(
    preparing(
      attachToTracerProvider(guestSpanProcessor(host), (processor, appsExporter) => {
        if (exporter.giveWay(appsExporter)) flushes.push(routeThrough(host, processor));
      }),
    ),
    preparing(
      attachToLoggerProvider(guestLogRecordProcessor(host), (_processor, appsExporter) => informed.add(appsExporter)),
    ),
  );
  const wire = startWire({
    record: (span, parentContext) => {
      ancestry.started(span, parentContext);
      exporter.open().accept(span, ancestry);
    },
    origin: { version, resourceAttributes: resourceOf(env, say) },
    captureContent: config.captureContent,
    /** Asked at the first moment of a call: soon enough for a provider that came unnoticed. */
    activeContext: () => {
      prepare();
      app.look();
      return app.activeContext() ?? ROOT_CONTEXT;
    },
    began: () => {
      const ended = stayAwake(() => exporter.flush(patienceMs), hurries);
      return ended && ((recorded) => void threads.sending(ended(recorded)));
    },
  });

  const end = new ProcessEnd({
    settle: () => wire.settleNow(),
    flush,
    accepted: () => exporter.opened?.stats().accepted ?? 0,
    unsafe: () => exporter.opened?.unsafe() ?? 0,
    undelivered: () => {
      handOver();
      return exporter.opened?.undelivered();
    },
    posted: () => exporter.opened?.posted(),
    end: (timeoutMs) => threads.end(timeoutMs),
  });
  const threads = new Threads(() => end.arm());

  /** A process that neither has an SDK nor calls a model pays for no more than this function. */
  function prepare(): void {
    exporter.openSoon();
    end.arm();
  }
  function preparing(attach: Attach): Attach {
    return (provider) => {
      const attached = attach(provider);
      if (attached) prepare();
      return attached;
    };
  }
  app.watch();
  if (env['AWS_LAMBDA_FUNCTION_NAME'] !== undefined) {
    const { holdInvocations } = require('./exit/lambda') as typeof import('./exit/lambda');
    holdInvocations(given, flush);
  }
  return flush;
}
