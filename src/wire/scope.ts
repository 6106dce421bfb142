/** The instrumentation scope of every span that this package makes of a model call it has observed. */
export const scopeName = 'opentelemetry-exporter-honeyhive/wire';

interface Scoped {
  readonly instrumentationScope?: { readonly name: string } | undefined;
  /** SDK 1.x. */
  readonly instrumentationLibrary?: { readonly name: string } | undefined;
}

/** Whether a span was made by this package, whichever copy of it, from a model call that it has observed. Never throws. */
export function isWireSpan(span: Scoped): boolean {
  try {
    return (span.instrumentationScope ?? span.instrumentationLibrary)?.name === scopeName;
  } catch {
    return false; // ours have no such getter
  }
}
