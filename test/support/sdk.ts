import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Attributes, Tracer } from '@opentelemetry/api';
import type { LogRecordProcessor } from '@opentelemetry/sdk-logs';
import type { SpanExporter, SpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { HoneyHiveLogRecordProcessor, HoneyHiveSpanExporter, HoneyHiveSpanProcessor } from '../../src';

/** What tests need of a tracer provider; every SDK generation has it. */
export interface Provider {
  getTracer(name: string): Tracer;
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
}

type AnyProcessor = SpanProcessor | HoneyHiveSpanProcessor;
type AnyExporter = SpanExporter | HoneyHiveSpanExporter;

/** One generation of the OpenTelemetry SDK, loaded from the test app that has it installed. */
export interface Sdk {
  readonly name: string;
  provider(processor: AnyProcessor, resource?: Attributes): Provider;
  batch(exporter: AnyExporter, options?: object): AnyProcessor;
  simple(exporter: AnyExporter): AnyProcessor;
  /** Emits one log record that belongs to the span. */
  logger(processor: LogRecordProcessor | HoneyHiveLogRecordProcessor): { emit(record: object): void };
}

const load = (app: string, name: string): Record<string, new (...options: unknown[]) => never> =>
  createRequire(join(__dirname, '..', 'apps', app, 'package.json'))(name);

/** SDK 1.x and 2.x take a processor's exporter as an argument of its own, 3.x inside of its options. */
function sdk(name: string, app: string, tracing: string, providerName: string, positional: boolean): Sdk {
  const trace = load(app, tracing);
  const logs = load(app, '@opentelemetry/sdk-logs');
  const construct = <T>(from: typeof trace, className: string, ...options: unknown[]): T => {
    const Class = from[className];
    if (Class === undefined) throw new Error(`${tracing} of ${app} has no ${className}.`);
    return new Class(...options);
  };
  const processor = (className: string, exporter: AnyExporter, options: object): AnyProcessor =>
    positional ? construct(trace, className, exporter, options) : construct(trace, className, { exporter, ...options });
  return {
    name,
    provider: (one) => construct(trace, providerName, { spanProcessors: [one] }),
    batch: (exporter, options = {}) => processor('BatchSpanProcessor', exporter, options),
    simple: (exporter) => processor('SimpleSpanProcessor', exporter, {}),
    logger: (one) => {
      const provider = construct<
        { getLogger(name: string): { emit(record: object): void } } & Record<string, (p: unknown) => void>
      >(logs, 'LoggerProvider', { processors: [one] });
      provider['addLogRecordProcessor']?.(one); // 0.57 of SDK 1.x
      return provider.getLogger('test');
    },
  };
}

export const sdks: readonly Sdk[] = [
  sdk('SDK 1.30', 'sdk-1', '@opentelemetry/sdk-trace-node', 'NodeTracerProvider', true),
  sdk('SDK 2.x', 'sdk-2', '@opentelemetry/sdk-trace-node', 'NodeTracerProvider', true),
  sdk('SDK 3.x', 'sdk-3', '@opentelemetry/sdk-trace', 'TracerProvider', false),
];
