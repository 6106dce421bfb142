import { AsyncLocalStorage } from 'node:async_hooks';
import { shared } from '../runtime/copies';

type Fields = Readonly<Record<string, string | number | boolean>>;

/** What an app says of the model calls that it makes inside {@link withHoneyHive}. */
export interface HoneyHiveContext {
  /** Groups events into one session. A value that is no UUID gets one derived from it. */
  readonly sessionId?: string | undefined;
  /** What the session is called if one of these calls is its first. */
  readonly sessionName?: string | undefined;
  readonly userId?: string | undefined;
  /** Stands in the event's `user_properties` under these names, and in those of the session. */
  readonly userProperties?: Fields | undefined;
  /** The run of an experiment, the dataset and the datapoint that the calls belong to: `run_id` and so on in `metadata`. */
  readonly runId?: string | undefined;
  readonly datasetId?: string | undefined;
  readonly datapointId?: string | undefined;
  /** Stand in the event's fields of these names. */
  readonly feedback?: Fields | undefined;
  readonly metrics?: Fields | undefined;
  readonly metadata?: Fields | undefined;
}

type Attributes = Readonly<Record<string, string | number | boolean>>;

/** One store for all copies of this package in a process: `register` may load another than the app imports. */
const state = shared<{ context: AsyncLocalStorage<Attributes> }>();
state.context ??= new AsyncLocalStorage<Attributes>();
const store = state.context;

const singleNames = [
  ['sessionId', 'honeyhive.session_id'],
  ['sessionName', 'honeyhive.session_name'],
  ['userId', 'honeyhive.user_properties.user_id'],
  ['runId', 'honeyhive.run_id'],
  ['datasetId', 'honeyhive.dataset_id'],
  ['datapointId', 'honeyhive.datapoint_id'],
] as const satisfies readonly (readonly [keyof HoneyHiveContext, string])[];

const prefixes = [
  ['userProperties', 'honeyhive.user_properties.'],
  ['feedback', 'honeyhive.feedback.'],
  ['metrics', 'honeyhive.metrics.'],
  ['metadata', 'honeyhive.metadata.'],
] as const satisfies readonly (readonly [keyof HoneyHiveContext, string])[];

/**
 * Runs `run` and gives every model call made inside it, also after an `await`, these ids and fields. Calls inside a call
 * add to the outer one's fields.
 */
export function withHoneyHive<Result>(context: HoneyHiveContext, run: () => Result): Result {
  const attributes: Record<string, string | number | boolean> = { ...store.getStore() };
  for (const [member, name] of singleNames) {
    const value = context[member];
    if (value !== undefined) attributes[name] = value;
  }
  for (const [member, prefix] of prefixes) {
    for (const [name, value] of Object.entries(context[member] ?? {})) attributes[prefix + name] = value;
  }
  return store.run(attributes, run);
}

/** The attributes of the current asynchronous context, `undefined` outside of {@link withHoneyHive}. */
export const contextAttributes = (): Attributes | undefined => store.getStore();
