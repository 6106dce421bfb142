import { type Context, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { OpenSpans } from './open-spans';
import { noteStart, type OpenSpan, startOf } from './span-start';
import { contextAttributes, inherit, isInherited, isTemplate } from './with-honeyhive';

type Attributes = Readonly<Record<string, unknown>>;

/**
 * Where spans started, so that a model call can inherit the session, user and `honeyhive.*` fields of the spans around it
 * and of the baggage: instrumentations put these on the outermost span only. Nothing is read before it is needed, since
 * most spans are no model calls.
 */
export class SpanAncestry {
  readonly #open = new OpenSpans();

  started(span: object, context: Context): void {
    const started = noteStart(this, span as OpenSpan, context, contextAttributes());
    if (started !== undefined) this.#open.started(started);
  }

  ended(span: object): void {
    const started = startOf(this, span);
    if (started !== undefined) this.#open.ended(started);
  }

  /** Open spans that another instrumentation has made. */
  openInOtherScopes(span: object): Iterable<OpenSpan> {
    return this.#open.besides(span as OpenSpan);
  }

  /**
   * What the span itself does not say, as the nearest says it: `withHoneyHive`, then baggage, then the spans around from the
   * inside out.
   */
  inheritedBy(span: object): Attributes | undefined {
    const { context = ROOT_CONTEXT, own } = startOf(this, span) ?? {};
    const { attributes: said = {} } = span as { readonly attributes?: Attributes };
    let found = own;
    const baggage = propagation.getBaggage(context);
    if (baggage !== undefined) {
      const entries = baggage.getAllEntries().map(([name, { value }]) => [name, value] as const);
      found = inherit(entries, [said, found], isInherited);
    }
    let depth = 0;
    for (const { attributes } of this.ancestorsOf(span)) {
      const isHeir = depth === 0 ? (name: string) => isInherited(name) || isTemplate(name) : isInherited;
      if (attributes !== undefined) found = inherit(Object.entries(attributes), [said, found], isHeir);
      depth += 1;
    }
    return found;
  }

  /** The spans around it, from the inside out. */
  *ancestorsOf(span: object): Iterable<OpenSpan> {
    let parent = this.#parentOf(span);
    for (let depth = 0; parent !== undefined && depth < maxDepth; depth += 1) {
      yield parent;
      parent = this.#parentOf(parent);
    }
  }

  #parentOf(span: object): OpenSpan | undefined {
    const started = startOf(this, span);
    return started && trace.getSpan(started.context);
  }
}

/** Enough for any real nesting, and an end for a context that holds its own span. */
const maxDepth = 64;
