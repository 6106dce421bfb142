import type { Span } from '@opentelemetry/api';
import type { Attributes } from './mapping/span';

/** A span of the app's SDK while it is open, as far as SDKs of every generation agree. */
export type OpenSpan = Span & {
  readonly attributes?: Attributes;
  readonly instrumentationScope?: { readonly name: string } | undefined;
  /** SDK 1.x. */
  readonly instrumentationLibrary?: { readonly name: string } | undefined;
};

/** Some spans never end, and each holds what was said. Of all instrumentations together no more are remembered. */
const maxOpen = 1024;
/** No app has so many, but one may make names up. */
const maxScopes = 256;

const none: readonly OpenSpan[] = [];

/** Spans that have started and not ended, by their instrumentation: whoever asks wants those of the others, mostly none. */
export class OpenSpans {
  readonly #byScope = new Map<string, Set<OpenSpan>>();
  #size = 0;

  started(span: OpenSpan): void {
    const spans = this.#of(scopeOf(span));
    if (spans.has(span)) return;
    spans.add(span);
    this.#size += 1;
    if (this.#size > maxOpen) this.#forgetOlderHalves();
  }

  ended(span: OpenSpan): void {
    if (this.#byScope.get(scopeOf(span))?.delete(span)) this.#size -= 1;
  }

  /** All but those of the instrumentation that has made this one. */
  besides(span: OpenSpan): Iterable<OpenSpan> {
    const own = scopeOf(span);
    // Mostly there are none: then nothing is made to go through them.
    return this.#size === (this.#byScope.get(own)?.size ?? 0) ? none : this.#allBut(own);
  }

  *#allBut(own: string): Iterable<OpenSpan> {
    for (const [scope, spans] of this.#byScope) if (scope !== own) yield* spans;
  }

  #of(scope: string): Set<OpenSpan> {
    const known = this.#byScope.get(scope);
    if (known !== undefined) return known;
    if (this.#byScope.size >= maxScopes) this.#clear();
    const spans = new Set<OpenSpan>();
    this.#byScope.set(scope, spans);
    return spans;
  }

  #clear(): void {
    this.#byScope.clear();
    this.#size = 0;
  }

  /** Of each instrumentation, so that none loses the latest to another. Seldom, since it goes through many. */
  #forgetOlderHalves(): void {
    this.#size = 0;
    for (const spans of this.#byScope.values()) {
      forgetOldest(spans, Math.ceil(spans.size / 2));
      this.#size += spans.size;
    }
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
