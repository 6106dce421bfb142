import { type MeterProvider, type TracerProvider, trace } from '@opentelemetry/api';
import { contentCapture, isEnabled } from './config/content-capture';
import { queueLimitsOf } from './config/queue-limits';
import { complain, logToApp } from './runtime/log';
import { systemRuntime } from './runtime/runtime';
import { version } from './version';
import { startWire } from './wire';
import type { Wire } from './wire/registry';
import { scopeName } from './wire/scope';

export interface ModelWireInstrumentationConfig {
  /** `false`: {@link ModelWireInstrumentation.enable} is called later, by the app or by `registerInstrumentations`. */
  enabled?: boolean;
  /**
   * Whether spans contain messages, instructions and tools. Default: `HH_CAPTURE_CONTENT`, else
   * `OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT`, else `true`.
   */
  captureContent?: boolean;
  /**
   * Bytes kept of one call, request and response together; 4 MiB. Of a longer one the longest texts are cut; its span has
   * `honeyhive.truncated`.
   */
  maxCapturedBytes?: number;
}

const warnIntervalMs = 60_000;

/** Counts calls that are no spans, and says so once a minute. */
function warningOfRefused(): () => void {
  let calls = 0;
  let warnedAt = Number.NEGATIVE_INFINITY;
  return () => {
    calls += 1;
    if (systemRuntime.now() - warnedAt < warnIntervalMs) return;
    logToApp(
      'warn',
      `${calls} model calls are no spans, since more were under way or waited than HH_MAX_QUEUE_BYTES allows.`,
    );
    calls = 0;
    warnedAt = systemRuntime.now();
  };
}

/**
 * An OpenTelemetry instrumentation like others, for any tracer provider and any backend: one span of the GenAI conventions for
 * each call of a model API that leaves the process by `fetch`, `node:http` or HTTP/2, with any SDK. It needs no loader
 * and patches no module, so it can be enabled at any time.
 */
export class ModelWireInstrumentation {
  readonly instrumentationName = scopeName;
  readonly instrumentationVersion = version;
  #config: ModelWireInstrumentationConfig;
  #provider: TracerProvider | undefined;
  readonly #warnOfRefused = warningOfRefused();
  #wire: Wire | undefined;

  constructor(config: ModelWireInstrumentationConfig = {}) {
    this.#config = { enabled: true, ...config };
    if (this.#config.enabled) this.enable();
  }

  /** Makes spans of the calls that begin from now on, unless `OTEL_SDK_DISABLED=true` or `HH_ENABLED=false` forbids it. */
  enable(): void {
    if (this.#wire !== undefined || !isEnabled(process.env, complain)) return;
    const { captureContent, maxCapturedBytes } = this.#config;
    this.#wire = startWire({
      tracer: () => (this.#provider ?? trace.getTracerProvider()).getTracer(scopeName, version),
      captureContent: captureContent ?? contentCapture(process.env, complain),
      maxCapturedBytes,
      room: queueLimitsOf(process.env, complain),
      refused: this.#warnOfRefused,
    });
  }

  /** Makes no spans of calls that begin from now on. If nothing else observes calls, all taps are removed from the process. */
  disable(): void {
    this.#wire?.stop();
    this.#wire = undefined;
  }

  /** Where spans go from now on; without it, to the provider that is registered globally. */
  setTracerProvider(provider: TracerProvider): void {
    this.#provider = provider;
  }

  /** It makes no metrics. */
  setMeterProvider(_provider: MeterProvider): void {}

  getConfig(): ModelWireInstrumentationConfig {
    return this.#config;
  }

  /** What is enabled stays so, with the new settings for the calls that begin from now on. */
  setConfig(config: ModelWireInstrumentationConfig = {}): void {
    this.#config = { enabled: true, ...config };
    const before = this.#wire;
    if (before === undefined) return;
    this.#wire = undefined;
    this.enable();
    before.stop(); // only now: without any listener, the calls under way would be recorded as they are
  }

  /** Resolves once every call that has finished by now is a span; for tests, and before a provider is flushed. */
  async settle(): Promise<void> {
    await this.#wire?.settle();
  }
}
