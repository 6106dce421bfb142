import { AsyncLocalStorage } from 'node:async_hooks';
import { shared } from '../runtime/copies';

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
const state = shared<{ context: AsyncLocalStorage<Attributes> }>();
state.context ??= new AsyncLocalStorage<Attributes>();
const store = state.context;

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
