import { type MeterProvider, type TracerProvider, trace } from '@opentelemetry/api';
import { contentCapture, isEnabled } from './config/content-capture';
import { checkedSettings } from './config/instrumentation-settings';
import { queueLimitsOf } from './config/queue-limits';
import { complain, logToApp } from './runtime/log';
import { systemRuntime } from './runtime/runtime';
import { version } from './version';
import { startWire } from './wire';
import type { Wire } from './wire/registry';
import { scopeName } from './wire/scope';

export interface ModelWireInstrumentationConfig {
  /**
   * Whether calls are observed at once. If not, {@link ModelWireInstrumentation.enable} is called later, by the app or by
   * `registerInstrumentations`.
   *
   * `OTEL_SDK_DISABLED=true` and `HH_ENABLED=false` turn everything off, whatever this says.
   * @default true
   */
  enabled?: boolean;
  /**
   * Whether spans contain messages, instructions and tools.
   *
   * Variables: `HH_CAPTURE_CONTENT`, `OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT`; the first that is set counts.
   * @default true
   */
  captureContent?: boolean | undefined;
  /**
   * Bytes kept of one call, request and response together. Of a longer one the longest texts are cut; its span has
   * `honeyhive.truncated`.
   *
   * No variable: only code can set it.
   * @default 4194304 (4 MiB)
   */
  maxCapturedBytes?: number | undefined;
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

  /** @throws HoneyHiveOptionsError that lists every bad setting, as `setConfig` does */
  constructor(config: ModelWireInstrumentationConfig = {}) {
    this.#config = { enabled: true, ...checkedSettings(config) };
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
    this.#config = { enabled: true, ...checkedSettings(config) };
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
