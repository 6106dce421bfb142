import type { Context, Span } from '@opentelemetry/api';
import type { Attributes } from '../mapping/span/attribute-names';
import type { Linked } from '../runtime/linked-list';

/** A span of the app's SDK while it is open, as far as SDKs of every generation agree. */
export type OpenSpan = Span & {
  readonly attributes?: Attributes;
  readonly instrumentationScope?: { readonly name: string } | undefined;
  /** SDK 1.x. */
  readonly instrumentationLibrary?: { readonly name: string } | undefined;
};

/** What was known when a span started. There is one for each watcher of the app's spans. */
export interface StartedSpan extends Linked<StartedSpan> {
  readonly span: OpenSpan;
  readonly context: Context;
  /** What `withHoneyHive` said there. */
  readonly own: Readonly<Record<string, unknown>> | undefined;
  readonly watcher: object;
  /** That of another watcher. */
  readonly next: StartedSpan | undefined;
}

/** Is what it is given, so that a class derived from it puts its private fields there. */
const Given = function given(object: object): object {
  return object;
} as unknown as new (
  object: object,
) => object;

/**
 * What is noted of a span stands on the span itself, in a private field that nobody else can see or run into. A `WeakMap` does
 * the same, but each collection of garbage goes through all of it: that was a tenth of what a span costs that is no model call.
 */
class Noted extends Given {
  #started: StartedSpan | undefined;

  static of(span: object): StartedSpan | undefined {
    return #started in span ? span.#started : undefined;
  }

  static set(span: object, started: StartedSpan): void {
    const noted = #started in span ? span : new Noted(span);
    noted.#started = started;
  }
}

/** Notes the start of a span, unless this watcher has done so before. */
export function noteStart(
  watcher: object,
  span: OpenSpan,
  context: Context,
  own: StartedSpan['own'],
): StartedSpan | undefined {
  const next = Noted.of(span);
  if (next !== undefined && startOf(watcher, span) !== undefined) return undefined;
  const started = { span, context, own, watcher, next, list: undefined, older: undefined, newer: undefined };
  try {
    Noted.set(span, started);
  } catch {
    return undefined; // a frozen object, which no SDK makes
  }
  return started;
}

/** What this watcher has noted of a span. */
export function startOf(watcher: object, span: object): StartedSpan | undefined {
  let started = Noted.of(span);
  while (started !== undefined && started.watcher !== watcher) started = started.next;
  return started;
}
