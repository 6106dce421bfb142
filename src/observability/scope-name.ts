import { guarded } from '../runtime/guarded';

export interface Scoped {
  readonly instrumentationScope?: { readonly name: string } | undefined;
  /** SDK 1.x. */
  readonly instrumentationLibrary?: { readonly name: string } | undefined;
}

const maxLength = 100;

/** For a log: the name of a span's instrumentation scope, which is that of a package. Never throws. */
export const scopeNameOf = (span: Scoped): string =>
  guarded(() => String((span.instrumentationScope ?? span.instrumentationLibrary)?.name ?? '').slice(0, maxLength)) ??
  '';
