import type { Context, Span } from '@opentelemetry/api';
import type { Attributes } from '../mapping/span/attribute-names';
import type { Linked } from '../runtime/linked-list';
import type { Occasion } from '../session/occasion';

/** A span of the app's SDK while it is open, as far as SDKs of every generation agree. */
export type OpenSpan = Span & {
  readonly attributes?: Attributes;
  readonly instrumentationScope?: { readonly name: string } | undefined;
  /** SDK 1.x. */
  readonly instrumentationLibrary?: { readonly name: string } | undefined;
};

/** What was known when a span started: one record for each watcher of the app's spans. */
export interface StartedSpan extends Linked<StartedSpan> {
  readonly span: OpenSpan;
  readonly context: Context;
  /** The attributes that `withHoneyHive` gave there. */
  readonly own: Readonly<Record<string, unknown>> | undefined;
  /** The inbound request or invocation that it started for. */
  readonly occasion: Occasion | undefined;
  readonly watcher: object;
  /** The record of another watcher. */
  readonly next: StartedSpan | undefined;
}

/** Its constructor returns its argument, so that a derived class adds its private fields to that. */
const Argument = function argument(object: object): object {
  return object;
} as unknown as new (
  object: object,
) => object;

/**
 * Keeps the record on the span itself, in a private field that no other code can see or collide with. A `WeakMap` does the same,
 * but each garbage collection goes through all of it: that was a tenth of the cost of a span that is no model call.
 */
class Noted extends Argument {
  #started: StartedSpan | undefined;

  static of(span: object): StartedSpan | undefined {
    return #started in span ? span.#started : undefined;
  }

  static set(span: object, started: StartedSpan): void {
    const noted = #started in span ? span : new Noted(span);
    noted.#started = started;
  }
}

/** Records the start of a span, unless this watcher has done so before. */
export function noteStart(
  watcher: object,
  span: OpenSpan,
  context: Context,
  own: StartedSpan['own'],
  occasion?: Occasion,
): StartedSpan | undefined {
  const next = Noted.of(span);
  if (next !== undefined && startOf(watcher, span) !== undefined) return undefined;
  const started = { span, context, own, occasion, watcher, next, list: undefined, older: undefined, newer: undefined };
  try {
    Noted.set(span, started);
  } catch {
    return undefined; // a frozen object, which no SDK makes
  }
  return started;
}

/** What this watcher has recorded of a span. */
export function startOf(watcher: object, span: object): StartedSpan | undefined {
  let started = Noted.of(span);
  while (started !== undefined && started.watcher !== watcher) started = started.next;
  return started;
}
