import { LinkedList } from '../runtime/linked-list';
import type { OpenSpan, StartedSpan } from './span-start';

/** Some spans never end, and each holds what was said. Of all instrumentations together no more are remembered. */
const maxOpen = 1024;
/** No app has so many, but one may make names up. */
const maxScopes = 256;

type OpenList = LinkedList<StartedSpan>;

const none: readonly OpenSpan[] = [];

/** Spans that have started and not ended, by their instrumentation: whoever asks wants those of the others, mostly none. */
export class OpenSpans {
  readonly #byScope = new Map<string, OpenList>();
  #size = 0;

  started(span: StartedSpan): void {
    this.#of(scopeOf(span.span)).add(span);
    this.#size += 1;
    if (this.#size > maxOpen) this.#forgetOlderHalves();
  }

  ended(span: StartedSpan): void {
    if (span.list === undefined) return; // forgotten
    span.list.remove(span);
    this.#size -= 1;
  }

  /** All but those of the instrumentation that has made this one. */
  besides(span: OpenSpan): Iterable<OpenSpan> {
    const own = this.#byScope.get(scopeOf(span));
    // Mostly there are none: then nothing is made to go through them.
    return this.#size === (own?.size ?? 0) ? none : this.#allBut(own);
  }

  *#allBut(own: OpenList | undefined): Iterable<OpenSpan> {
    for (const list of this.#byScope.values()) {
      if (list === own) continue;
      for (const { span } of list) yield span;
    }
  }

  #of(scope: string): OpenList {
    const known = this.#byScope.get(scope);
    if (known !== undefined) return known;
    if (this.#byScope.size >= maxScopes) this.#clear();
    const list = new LinkedList<StartedSpan>();
    this.#byScope.set(scope, list);
    return list;
  }

  #clear(): void {
    for (const list of this.#byScope.values()) this.#forget(list, list.size);
    this.#byScope.clear();
  }

  /** Of each instrumentation, so that none loses the latest to another. Seldom, since it goes through many. */
  #forgetOlderHalves(): void {
    for (const list of this.#byScope.values()) this.#forget(list, Math.ceil(list.size / 2));
  }

  #forget(list: OpenList, count: number): void {
    for (let left = count; left > 0 && list.oldest !== undefined; left -= 1) this.ended(list.oldest);
  }
}

const scopeOf = ({ instrumentationScope, instrumentationLibrary }: OpenSpan): string =>
  (instrumentationScope ?? instrumentationLibrary)?.name ?? '';
