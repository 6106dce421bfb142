import { AsyncLocalStorage } from 'node:async_hooks';
import { rootContext } from './context';
import { withContext } from './registry';

/** The key of `suppressTracing` in the SDK's core, which is no dependency of ours. Instrumentations check for it. */
const suppressTracing = Symbol.for('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

const contextWithoutTracing = rootContext.setValue(suppressTracing, true);

/** As this module was loaded: at the start of the process, with `register`. */
const outsideOfCalls = AsyncLocalStorage.snapshot();

/**
 * Runs our own work: without an active span, in a context in which instrumentations record nothing. Nor is it part of the app's request or
 * call that led to it, for those that keep spans in asynchronous contexts of their own.
 */
export const withoutTracing = <Result>(run: () => Result): Result =>
  outsideOfCalls(() => withContext(contextWithoutTracing, run));
