import { LinkedList } from '../runtime/linked-list';
import type { OpenSpan, StartedSpan } from './span-start';

/** Of all instrumentations together: some spans never end, and each keeps its prompts in memory. */
const maxOpen = 1024;
/** No app has so many, unless it generates names. */
const maxScopes = 256;

type OpenList = LinkedList<StartedSpan>;

const none: readonly OpenSpan[] = [];

/** Spans that have started and not ended, by instrumentation scope: those of other scopes are asked for, and mostly there are none. */
export class OpenSpans {
  readonly #byScope = new Map<string, OpenList>();
  #size = 0;

  started(span: StartedSpan): void {
    this.#listOf(scopeOf(span.span)).add(span);
    this.#size += 1;
    if (this.#size > maxOpen) this.#dropOlderHalves();
  }

  ended(span: StartedSpan): void {
    if (span.list === undefined) return; // dropped before
    span.list.remove(span);
    this.#size -= 1;
  }

  /** The open spans of all scopes but the one of this span. */
  ofOtherScopes(span: OpenSpan): Iterable<OpenSpan> {
    const own = this.#byScope.get(scopeOf(span));
    return this.#size === (own?.size ?? 0) ? none : this.#except(own);
  }

  /** Of every scope. */
  *all(): Iterable<OpenSpan> {
    for (const list of this.#byScope.values()) for (const { span } of list) yield span;
  }

  *#except(own: OpenList | undefined): Iterable<OpenSpan> {
    for (const list of this.#byScope.values()) {
      if (list === own) continue;
      for (const { span } of list) yield span;
    }
  }

  #listOf(scope: string): OpenList {
    const known = this.#byScope.get(scope);
    if (known !== undefined) return known;
    if (this.#byScope.size >= maxScopes) this.#clear();
    const list = new LinkedList<StartedSpan>();
    this.#byScope.set(scope, list);
    return list;
  }

  #clear(): void {
    for (const list of this.#byScope.values()) this.#drop(list, list.size);
    this.#byScope.clear();
  }

  /** Of each scope, so that none loses its latest spans to another. Halves, so that it happens seldom. */
  #dropOlderHalves(): void {
    for (const list of this.#byScope.values()) this.#drop(list, Math.ceil(list.size / 2));
  }

  #drop(list: OpenList, count: number): void {
    for (let left = count; left > 0 && list.oldest !== undefined; left -= 1) this.ended(list.oldest);
  }
}

function scopeOf(span: OpenSpan): string {
  try {
    return (span.instrumentationScope ?? span.instrumentationLibrary)?.name ?? '';
  } catch {
    return ''; // no SDK has such a getter, and the app's own `startSpan()` calls us
  }
}
