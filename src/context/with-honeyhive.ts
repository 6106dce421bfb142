import { AsyncLocalStorage } from 'node:async_hooks';

/** What an app says of the model calls that it makes inside {@link withHoneyHive}. */
export interface HoneyHiveContext {
  /** Groups events into one session. A value that is no UUID gets one derived from it. */
  readonly sessionId?: string | undefined;
  readonly userId?: string | undefined;
  /** Stands in the event's `metadata` under these names. */
  readonly metadata?: Readonly<Record<string, string | number | boolean>> | undefined;
}

type Attributes = Readonly<Record<string, string | number | boolean>>;

/** One store for all copies of this package in a process: `register` may load another than the app imports. */
const key = Symbol.for('opentelemetry-exporter-honeyhive.context');
const globals = globalThis as { [key]?: AsyncLocalStorage<Attributes> };
globals[key] ??= new AsyncLocalStorage<Attributes>();
const store = globals[key];

/**
 * Runs `run` and gives every model call made inside it, also after an `await`, these ids and fields. Calls inside a call
 * add to the outer one's fields.
 */
export function withHoneyHive<Result>(context: HoneyHiveContext, run: () => Result): Result {
  const { sessionId, userId, metadata = {} } = context;
  const attributes: Record<string, string | number | boolean> = { ...store.getStore() };
  if (sessionId !== undefined) attributes['honeyhive.session_id'] = sessionId;
  if (userId !== undefined) attributes['honeyhive.user_properties.user_id'] = userId;
  for (const [name, value] of Object.entries(metadata)) attributes[`honeyhive.metadata.${name}`] = value;
  return store.run(attributes, run);
}

/** The attributes of the current asynchronous context, `undefined` outside of {@link withHoneyHive}. */
export const contextAttributes = (): Attributes | undefined => store.getStore();

/**
 * What holds for the spans inside a span, too: who asks, in which session, by which agent or function of the app, and the fields
 * that the app gives to all that it does. The other `honeyhive.*` overrides speak of the one span that has them.
 */
const inheritedNames = new Set([
  'session.id',
  'user.id',
  'enduser.id',
  'tag.tags',
  'metadata', // OpenInference's
  'agent.name',
  'honeyhive.session_id',
  'honeyhive.project',
  'honeyhive.source',
  'gen_ai.conversation.id',
  'gen_ai.agent.id',
  'gen_ai.agent.name',
  'gen_ai.agent.version',
  'gen_ai.agent.description',
  'gen_ai.workflow.name',
  'traceloop.workflow.name',
  'traceloop.entity.name',
  'traceloop.entity.path',
  'ai.telemetry.functionId',
  'langfuse.trace.name',
  'gcp.vertex.agent.session_id',
  'langwatch.thread.id',
  'langwatch.user.id',
]);
const inheritedPrefix =
  /^(?:honeyhive\.metadata|honeyhive\.user_properties|traceloop\.association\.properties|ai\.telemetry\.metadata|langsmith\.metadata|langfuse\.trace\.metadata|lmnr\.association\.properties|mastra\.metadata)\./;
export const isInherited = (name: string): boolean => inheritedNames.has(name) || inheritedPrefix.test(name);

/** By what the prompt was made, which holds for the call made directly inside the span that says it. */
export const isTemplate = (name: string): boolean =>
  /^(?:honeyhive\.template|llm\.prompt_template|traceloop\.prompt|gen_ai\.prompt\.(?:name|version|variable))\b/.test(
    name,
  );

/**
 * Adds to what is found those of these attributes or baggage entries that are inherited and not said nearer by.
 * @param nearer the span's own attributes, and what is found so far
 */
export function inherit(
  entries: Iterable<readonly [string, unknown]>,
  [said, found]: readonly [said: object, found: Readonly<Record<string, unknown>> | undefined],
  isHeir: (name: string) => boolean,
): Readonly<Record<string, unknown>> | undefined {
  let more: Record<string, unknown> | undefined;
  for (const [name, value] of entries) {
    if (!isHeir(name) || Object.hasOwn(said, name) || (found !== undefined && Object.hasOwn(found, name))) continue;
    more ??= { ...found };
    more[name] = value;
  }
  return more ?? found;
}
