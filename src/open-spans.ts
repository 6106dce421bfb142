import type { Span } from '@opentelemetry/api';
import type { Attributes } from './mapping/span';

/** A span of the app's SDK while it is open, as far as SDKs of every generation agree. */
export type OpenSpan = Span & {
  readonly attributes?: Attributes;
  readonly instrumentationScope?: { readonly name: string } | undefined;
  /** SDK 1.x. */
  readonly instrumentationLibrary?: { readonly name: string } | undefined;
};

/** Some spans never end. Of one instrumentation so many are remembered at the least, and so many instrumentations at the most. */
const maxOfOne = 256;
const maxScopes = 256;

/** Spans that have started and not ended, by their instrumentation: whoever asks wants those of the others, mostly none. */
export class OpenSpans {
  readonly #byScope = new Map<string, Set<OpenSpan>>();

  started(span: OpenSpan): void {
    const scope = scopeOf(span);
    const spans = this.#byScope.get(scope);
    if (spans === undefined) this.#open(scope, span);
    else if (spans.add(span).size > 2 * maxOfOne) forgetOldest(spans, maxOfOne);
  }

  ended(span: OpenSpan): void {
    this.#byScope.get(scopeOf(span))?.delete(span);
  }

  /** All but those of the instrumentation that has made this one. */
  *besides(span: OpenSpan): Iterable<OpenSpan> {
    const own = scopeOf(span);
    for (const [scope, spans] of this.#byScope) if (scope !== own) yield* spans;
  }

  #open(scope: string, span: OpenSpan): void {
    if (this.#byScope.size >= maxScopes) this.#byScope.clear();
    this.#byScope.set(scope, new Set([span]));
  }
}

const scopeOf = ({ instrumentationScope, instrumentationLibrary }: OpenSpan): string =>
  (instrumentationScope ?? instrumentationLibrary)?.name ?? '';

/** A set keeps the order of adding. */
function forgetOldest(spans: Set<OpenSpan>, count: number): void {
  let left = count;
  for (const span of spans) {
    if (left === 0) return;
    spans.delete(span);
    left -= 1;
  }
}
