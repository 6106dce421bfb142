import { type Context, propagation, type Span, trace } from '@opentelemetry/api';
import { contextAttributes, inherit } from './session';

type Attributes = Readonly<Record<string, unknown>>;

/**
 * Where spans started, so that a model call can inherit the session, user and `honeyhive.*` fields of the spans around it
 * and of the baggage: instrumentations put these on the outermost span only. Nothing is read before it is needed, since
 * most spans are no model calls.
 */
export class Ancestry {
  readonly #started = new WeakMap<object, { readonly context: Context; readonly own: Attributes | undefined }>();

  started(span: object, context: Context): void {
    this.#started.set(span, { context, own: contextAttributes() });
  }

  /** The nearest says it: `withHoneyHive`, then baggage, then the spans around from the inside out. */
  inheritedBy(span: object): Attributes | undefined {
    const start = this.#started.get(span);
    if (start === undefined) return undefined;
    return this.of(start.context, start.own);
  }

  /** The id of the nearest span around it that `judge` answers `true` for, unless it answers `false` for one before. */
  enclosing(
    span: object,
    judge: (span: { readonly attributes: Attributes }) => boolean | undefined,
  ): string | undefined {
    let around = this.#started.get(span)?.context;
    for (let depth = 0; around !== undefined && depth < maxDepth; depth += 1) {
      const parent: (Span & { readonly attributes?: Attributes }) | undefined = trace.getSpan(around);
      if (parent === undefined) return undefined;
      const { attributes } = parent;
      const judgement = attributes === undefined ? undefined : judge({ attributes });
      if (judgement !== undefined) return judgement ? parent.spanContext().spanId : undefined;
      around = this.#started.get(parent)?.context;
    }
    return undefined;
  }

  /** What something inherits that starts in `context` now and is no span of the app's provider. */
  of(context: Context, own: Attributes | undefined = contextAttributes()): Attributes | undefined {
    const baggage = propagation.getBaggage(context)?.getAllEntries() ?? [];
    let found = inherit(
      baggage.map(([name, entry]) => [name, entry.value] as const),
      own,
    );
    let around: Context | undefined = context;
    for (let depth = 0; around !== undefined && depth < maxDepth; depth += 1) {
      const parent: (Span & { readonly attributes?: Attributes }) | undefined = trace.getSpan(around);
      if (parent === undefined) return found;
      if (parent.attributes !== undefined) found = inherit(Object.entries(parent.attributes), found);
      around = this.#started.get(parent)?.context;
    }
    return found;
  }
}

/** Enough for any real nesting, and an end for a context that holds its own span. */
const maxDepth = 64;
