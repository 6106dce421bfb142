import { type Context, ROOT_CONTEXT } from '@opentelemetry/api';
import { Ancestry } from '../ancestry';
import { fields, resolveConfig } from '../config';
import { HoneyHiveSpanExporter } from '../exporter';
import { version } from '../version';
import { startWire } from '../wire';
import { createTracer } from '../wire/tracer';
import { AppTelemetry, type Attach } from './app-telemetry';
import { attachToLoggerProvider, attachToTracerProvider } from './attach';
import { guestLogRecordProcessor, guestSpanProcessor } from './guest';
import { ProcessEnd, patienceMs } from './process-end';
import { resourceOf } from './resource';
import { say } from './stderr';

/** Records the model calls of the app that is about to run, as `env` asks. Without a key it says so and does nothing. */
export function start(env: NodeJS.ProcessEnv): void {
  const config = resolveConfig({ flushTimeoutMs: patienceMs }, env, say);
  if (config.apiKey === undefined) {
    say(`${fields.apiKey.env[0]} is not set, so model calls are not recorded.`);
    return;
  }
  const exporter = new HoneyHiveSpanExporter(config, (_level, sentence) => say(sentence));
  const ancestry = new Ancestry();

  // A process that neither has an SDK nor calls a model has nothing to lose, and no listener of ours.
  const arming =
    (attach: Attach): Attach =>
    (provider) => {
      const attached = attach(provider);
      if (attached) end.arm();
      return attached;
    };
  const app = new AppTelemetry(
    arming(attachToTracerProvider(guestSpanProcessor(exporter, ancestry, () => end.begins()))),
    arming(attachToLoggerProvider(guestLogRecordProcessor(exporter))),
  );
  const activeContext = (): Context => app.activeContext() ?? ROOT_CONTEXT;

  const tracer = createTracer({
    version,
    resourceAttributes: resourceOf(env, say),
    onEnd: (span) => exporter.accept(span),
  });
  const wire = startWire({
    tracer,
    structured: true,
    captureContent: config.captureContent,
    activeContext: () => {
      // The first moment of a call is soon enough for a provider that came unnoticed.
      app.look();
      end.arm();
      return activeContext();
    },
    attributes: () => ancestry.of(activeContext()) ?? {},
  });

  const end = new ProcessEnd({
    settle: () => wire.settleNow(),
    flush: () => wire.settle().then(() => exporter.forceFlush()),
    accepted: () => exporter.stats().accepted,
    pending: () => exporter.stats().pending,
    undelivered: () => exporter.undelivered(),
  });
  app.watch();
}
