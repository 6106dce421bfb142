import { type Context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { Ancestry } from '../ancestry';
import { fields, resolveConfig } from '../config';
import { HoneyHiveLogRecordProcessor } from '../log-processor';
import { version } from '../version';
import { startWire } from '../wire';
import { createTracer } from '../wire/tracer';
import { AppTelemetry, type Attach } from './app-telemetry';
import { attachToLoggerProvider, attachToTracerProvider } from './attach';
import { guestLogRecordProcessor, guestSpanProcessor, type Host } from './guest';
import { LateExporter } from './late-exporter';
import { ProcessEnd, patienceMs } from './process-end';
import { resourceOf } from './resource';
import { say } from './stderr';
import { WireFirst } from './wire-first';

/** Records the model calls of the app that is about to run, as `env` asks. Without a key it says so and does nothing. */
export function start(env: NodeJS.ProcessEnv): void {
  const config = resolveConfig({ flushTimeoutMs: patienceMs }, env, say);
  if (config.apiKey === undefined) {
    say(`${fields.apiKey.env[0]} is not set, so model calls are not recorded.`);
    return;
  }
  if (config.url === '') return; // an unreadable variable, and said so
  const exporter = new LateExporter(config, (_level, sentence) => say(sentence));
  const ancestry = new Ancestry();
  const spans = new WireFirst(
    (span) => exporter.open().accept(span, ancestry),
    (span) => exporter.open().accept(span),
  );
  const flush = async (): Promise<void> => {
    await wire.settle();
    spans.releaseAll();
    await exporter.opened?.forceFlush();
  };

  let logRecords: HoneyHiveLogRecordProcessor | undefined;
  const host: Host = {
    started: (span, parentContext) => ancestry.started(span, parentContext),
    ended: (span) => spans.fromApp(span),
    emitted: (record) => {
      logRecords ??= new HoneyHiveLogRecordProcessor(exporter.open());
      logRecords.onEmit(record);
    },
    flush,
  };
  const app = new AppTelemetry(
    preparing(attachToTracerProvider(guestSpanProcessor(host))),
    preparing(attachToLoggerProvider(guestLogRecordProcessor(host))),
  );
  const activeContext = (): Context => app.activeContext() ?? ROOT_CONTEXT;

  const wire = startWire({
    tracer: createTracer({
      version,
      resourceAttributes: resourceOf(env, say),
      onEnd: (span) => spans.fromWire(span),
    }),
    structured: true,
    captureContent: config.captureContent,
    /** Asked at the first moment of a call: soon enough for a provider that came unnoticed. */
    activeContext: () => {
      prepare();
      app.look();
      const context = activeContext();
      const around = trace.getSpanContext(context);
      if (around !== undefined) spans.began(around.traceId);
      return context;
    },
    attributes: () => ancestry.of(activeContext()) ?? {},
  });

  const end = new ProcessEnd({
    settle: () => {
      wire.settleNow();
      spans.releaseAll();
    },
    flush,
    accepted: () => exporter.opened?.stats().accepted ?? 0,
    pending: () => exporter.opened?.stats().pending ?? 0,
    undelivered: () => exporter.opened?.undelivered(),
  });

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
}
