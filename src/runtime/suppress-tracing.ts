import { createContextKey, ROOT_CONTEXT } from '@opentelemetry/api';

/** The key of `suppressTracing` in the SDK's core, which is no dependency of ours. Instrumentations check for it. */
const suppressTracing = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

/** The context for our own work: it has no active span, and instrumentations record nothing in it. */
export const contextWithoutTracing = ROOT_CONTEXT.setValue(suppressTracing, true);
