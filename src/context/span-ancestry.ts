import type { Context } from '@opentelemetry/api';
import { spanIn } from '../runtime/otel/context';
import type { Occasion } from '../session/occasion';
import type { ProcessSession } from '../session/process-session';
import { OpenSpans } from './open-spans';
import { noteStart, type OpenSpan, type StartedSpan, startOf } from './span-start';
import { SpansById } from './spans-by-id';
import { contextAttributes } from './with-honeyhive';

/** What is known of a process without OpenTelemetry: by `register` alone. */
export interface ProcessPlaces {
  /** The inbound request or invocation of the current asynchronous context. */
  readonly occasion: () => Occasion | undefined;
  readonly process: ProcessSession;
}

/**
 * Where spans started, so that a model call can inherit the session, user and `honeyhive.*` fields of the spans around it
 * and of the baggage: instrumentations put these on the outermost span only. Nothing is read before it is needed, since
 * most spans are no model calls.
 */
export class SpanAncestry {
  readonly #open = new OpenSpans();
  readonly #places: ProcessPlaces | undefined;
  #byId: SpansById | undefined;

  constructor(places?: ProcessPlaces) {
    this.#places = places;
  }

  started(span: object, context: Context): void {
    const started = this.#note(span, context);
    if (started === undefined) return;
    this.#open.started(started);
    this.#byId?.add(started.span);
  }

  /** The same for a span that is never open. */
  noted(span: object, context: Context): void {
    this.#note(span, context);
  }

  ended(span: object): void {
    const started = startOf(this, span);
    if (started !== undefined) this.#open.ended(started);
  }

  isOpen(span: object): boolean {
    return startOf(this, span)?.list !== undefined;
  }

  /** The open spans of all instrumentation scopes but the one of this span. */
  openInOtherScopes(span: object): Iterable<OpenSpan> {
    return this.#open.ofOtherScopes(span as OpenSpan);
  }

  /** The context that a span started in, and what `withHoneyHive` gave there; across copies of this package, too. */
  startOf(span: object): Pick<StartedSpan, 'context' | 'own' | 'occasion'> | undefined {
    return startOf(this, span);
  }

  /** The sessions of the process, if they are known. */
  get process(): ProcessSession | undefined {
    return this.#places?.process;
  }

  /**
   * The spans around it, from its parent outwards. Tracers of some frameworks keep in a context the ids of a span alone, or an object
   * around it: the span itself is found by its ids. One that is not from this process has none around it.
   */
  *ancestorsOf(span: object): Iterable<OpenSpan> {
    let parent = this.#parentOf(span);
    for (let depth = 0; parent !== undefined && depth < maxDepth; depth += 1) {
      const own = startOf(this, parent) === undefined ? (this.#withIdsOf(parent) ?? parent) : parent;
      yield own;
      parent = this.#parentOf(own);
    }
  }

  /** The same, as far as their starts were seen. */
  *enclosing(span: object): Iterable<OpenSpan> {
    this.#keepIds();
    for (const around of this.ancestorsOf(span)) {
      if (startOf(this, around) === undefined) return;
      yield around;
    }
  }

  #note(span: object, context: Context): StartedSpan | undefined {
    return noteStart(this, span as OpenSpan, context, contextAttributes(), this.#places?.occasion());
  }

  /** To keep ids costs the app more than all else here: they are not kept for what came from other processes. */
  #withIdsOf(span: OpenSpan): OpenSpan | undefined {
    const { isRemote } = span.spanContext();
    if (isRemote !== true) this.#keepIds();
    return this.#byId?.find(span);
  }

  #keepIds(): void {
    this.#byId ??= new SpansById(this.#open.all());
  }

  #parentOf(span: object): OpenSpan | undefined {
    const started = startOf(this, span);
    return started && spanIn(started.context);
  }
}

/** Enough for any real nesting, and an end for a context that holds its own span. */
const maxDepth = 64;
