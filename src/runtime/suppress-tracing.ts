import { createContextKey, ROOT_CONTEXT } from '@opentelemetry/api';

/** What `suppressTracing` of the SDK's core sets; instrumentations look for it, and the core is no dependency of ours. */
const suppressTracing = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

/** The context of what is done on behalf of telemetry, which is no part of the app's. */
export const untraced = ROOT_CONTEXT.setValue(suppressTracing, true);
