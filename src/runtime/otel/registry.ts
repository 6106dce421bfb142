import type { Context, ContextManager, DiagLogger, MeterProvider } from '@opentelemetry/api';
import { rootContext } from './context';

/** Where every copy of `@opentelemetry/api` 1.x keeps what the app registers; from 1.10 on its logger provider, too. */
export const registryKey = Symbol.for('opentelemetry.js.api.1');

/** As far as it is read here. Any member may be of a provider that another tool has made. */
export interface Registry {
  readonly trace?: unknown;
  readonly logs?: unknown;
  readonly context?: Pick<ContextManager, 'active' | 'with'>;
  readonly metrics?: MeterProvider;
  readonly diag?: DiagLogger;
}

/**
 * What the app has registered with OpenTelemetry. Read from the registry and never through a copy of the API: a copy ignores what an
 * older minor version registered, and is not loaded without need.
 */
export const registered = (): Registry => (globalThis as { readonly [registryKey]?: Registry })[registryKey] ?? {};

/** OpenTelemetry's active context. Throws what the app's context manager throws. */
export const activeContext = (): Context => registered().context?.active() ?? rootContext;

/** Runs it with this context active, where the app has a context manager. */
export function withContext<Result>(context: Context, run: () => Result): Result {
  const manager = registered().context;
  return manager === undefined ? run() : manager.with(context, run);
}
