import { type Context, propagation, type Span, trace } from '@opentelemetry/api';
import { contextAttributes, inherit } from './session';

type Attributes = Readonly<Record<string, unknown>>;

/**
 * Where spans started, so that a model call can inherit the session, user and `honeyhive.*` fields of the spans around it
 * and of the baggage: instrumentations put these on the outermost span only. Nothing is read before it is needed, since
 * most spans are no model calls.
 */
export class Ancestry {
  /** The context of each span that started, and what `withHoneyHive` said where one did: few apps say something. */
  readonly #started = new WeakMap<object, Context>();
  readonly #own = new WeakMap<object, Attributes>();

  started(span: object, context: Context): void {
    this.#started.set(span, context);
    const own = contextAttributes();
    if (own !== undefined) this.#own.set(span, own);
  }

  /** The nearest says it: `withHoneyHive`, then baggage, then the spans around from the inside out. */
  inheritedBy(span: object): Attributes | undefined {
    const context = this.#started.get(span);
    return context === undefined ? undefined : this.#around(context, this.#own.get(span));
  }

  /** The id of the nearest span around it that `judge` answers `true` for, unless it answers `false` for one before. */
  enclosing(
    span: object,
    judge: (span: { readonly attributes: Attributes }) => boolean | undefined,
  ): string | undefined {
    let around = this.#started.get(span);
    for (let depth = 0; around !== undefined && depth < maxDepth; depth += 1) {
      const parent: (Span & { readonly attributes?: Attributes }) | undefined = trace.getSpan(around);
      if (parent === undefined) return undefined;
      const { attributes } = parent;
      const judgement = attributes === undefined ? undefined : judge({ attributes });
      if (judgement !== undefined) return judgement ? parent.spanContext().spanId : undefined;
      around = this.#started.get(parent);
    }
    return undefined;
  }

  /** What something inherits that starts in `context` now and is no span of the app's provider. */
  of(context: Context): Attributes | undefined {
    return this.#around(context, contextAttributes());
  }

  #around(context: Context, own: Attributes | undefined): Attributes | undefined {
    let found = own;
    const baggage = propagation.getBaggage(context);
    if (baggage !== undefined)
      found = inherit(
        baggage.getAllEntries().map(([name, { value }]) => [name, value]),
        found,
      );
    let around: Context | undefined = context;
    for (let depth = 0; around !== undefined && depth < maxDepth; depth += 1) {
      const parent: (Span & { readonly attributes?: Attributes }) | undefined = trace.getSpan(around);
      if (parent === undefined) return found;
      if (parent.attributes !== undefined) found = inherit(Object.entries(parent.attributes), found);
      around = this.#started.get(parent);
    }
    return found;
  }
}

/** Enough for any real nesting, and an end for a context that holds its own span. */
const maxDepth = 64;
