import type { ExporterPort } from '../../engine/exporter-port';
import { exporterBehind } from './app-own-exporter';
import type { Attach } from './app-providers';
import type { LogRecordProcessor, SpanProcessor } from './attached-processors';

/** A tracer provider of OpenTelemetry's SDKs, as far as a processor can be added to a running one. */
interface SdkTracerProvider {
  /** SDK 1.x. */
  readonly addSpanProcessor?: (processor: SpanProcessor) => void;
  readonly activeSpanProcessor?: unknown;
  readonly _registeredSpanProcessors?: unknown[];
  readonly resource?: unknown;
  /** SDK 2.x and 3.x, whose public interface takes processors in the constructor only. */
  readonly _activeSpanProcessor?: { _spanProcessors?: readonly unknown[] };
  readonly _resource?: unknown;
}

interface SdkLoggerProvider {
  /** Up to SDK 0.20x. */
  readonly addLogRecordProcessor?: (processor: LogRecordProcessor) => void;
  readonly _sharedState?: {
    readonly registeredLogRecordProcessors?: readonly unknown[];
    readonly resource?: unknown;
    /** Asked whether anyone listens, before a record is made. */
    processors?: readonly unknown[];
    activeProcessor?: LogRecordProcessor | { processors?: readonly unknown[] };
  };
}

/** dd-trace's and Sentry's providers have methods of the same names, but no such resource: their spans are not readable. */
const isResource = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  'attributes' in value &&
  'merge' in value &&
  typeof value.merge === 'function';

/** Runs `attach` once for every provider, however often it is met. */
const oncePerProvider = (attach: Attach): Attach => {
  const met = new WeakSet<object>();
  return (provider) => {
    if (met.has(provider)) return true;
    if (!attach(provider)) return false;
    met.add(provider);
    return true;
  };
};

/** Called with each processor that the app itself has registered, and the exporter of this package behind it. */
export type OnAppsOwn<Processor> = (processor: Processor, exporter: ExporterPort) => void;

/** Whether there are such processors. */
function hasAppsOwn<Processor>(processors: readonly unknown[], onAppsOwn: OnAppsOwn<Processor>): boolean {
  const own = processors.flatMap((processor) => {
    const exporter = exporterBehind(processor);
    return exporter === undefined ? [] : [{ processor: processor as Processor, exporter }];
  });
  for (const { processor, exporter } of own) onAppsOwn(processor, exporter);
  return own.length > 0;
}

/**
 * Adds `processor` to tracer providers of SDK 1.30, 2.x and 3.x, and of distributions that bundle one. Where the app has
 * registered our exporter itself, a second processor would export each call twice: those processors go to `onAppsOwn` instead.
 */
export const attachToTracerProvider = (processor: SpanProcessor, onAppsOwn: OnAppsOwn<SpanProcessor>): Attach =>
  oncePerProvider((provider: SdkTracerProvider) => {
    if (!isResource(provider.resource ?? provider._resource)) return false;
    const registered = provider._registeredSpanProcessors ?? provider._activeSpanProcessor?._spanProcessors;
    if (Array.isArray(registered) && hasAppsOwn(registered, onAppsOwn)) return true;
    if (typeof provider.addSpanProcessor === 'function') {
      keepProcessorOfEnvironment(provider);
      provider.addSpanProcessor(processor);
      return true;
    }
    const all = provider._activeSpanProcessor;
    if (!Array.isArray(all?._spanProcessors)) return false;
    // A new list, since this one is the array that the app gave to the constructor.
    all._spanProcessors = [...all._spanProcessors, processor];
    return true;
  });

/** SDK 1.x shuts the exporter that `OTEL_TRACES_EXPORTER` names down when the first processor is added to the provider. */
function keepProcessorOfEnvironment({
  activeSpanProcessor: active,
  _registeredSpanProcessors: registered,
}: SdkTracerProvider): void {
  const isExporting = typeof active === 'object' && active !== null && '_exporter' in active;
  if (isExporting && registered?.length === 0) registered.push(active);
}

/**
 * The same for logger providers, whose generations differ from the tracer providers'. `processor` is added in any case, since
 * the spans that the events belong to may go elsewhere.
 */
export const attachToLoggerProvider = (
  processor: LogRecordProcessor,
  onAppsOwn: OnAppsOwn<LogRecordProcessor>,
): Attach =>
  oncePerProvider((provider: SdkLoggerProvider) => {
    const state = provider._sharedState;
    if (state === undefined || !isResource(state.resource)) return false;
    const active = state.activeProcessor;
    const actives = active !== undefined && 'processors' in active ? active.processors : [active];
    hasAppsOwn([...(state.registeredLogRecordProcessors ?? []), ...(actives ?? [])], onAppsOwn);
    if (typeof provider.addLogRecordProcessor === 'function') {
      provider.addLogRecordProcessor(processor);
      return true;
    }
    if (active !== undefined && 'processors' in active && Array.isArray(active.processors))
      active.processors = [...active.processors, processor];
    else state.activeProcessor = processor;
    if (Array.isArray(state.processors)) state.processors = [...state.processors, processor];
    return true;
  });
