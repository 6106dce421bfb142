import { AsyncLocalStorage } from 'node:async_hooks';
import { shared } from '../runtime/copies';

type Fields = Readonly<Record<string, string | number | boolean>>;

/** What an app says of the model calls that it makes inside {@link withHoneyHive}. */
export interface HoneyHiveContext {
  /**
   * The session that the calls belong to. A value that is no UUID gets one derived from it; the value itself is
   * `metadata.session_id`.
   */
  readonly sessionId?: string | undefined;
  /** Name of the session, if one of these calls is its first. */
  readonly sessionName?: string | undefined;
  /** The user that the calls are made for: `user_properties.user_id` of the event. */
  readonly userId?: string | undefined;
  /** What else is known of the user: `user_properties` of the event and of the session, under these names. */
  readonly userProperties?: Fields | undefined;
  /** The run of an experiment that the calls belong to: `metadata.run_id`. */
  readonly runId?: string | undefined;
  /** The dataset that the experiment runs on: `metadata.dataset_id`. */
  readonly datasetId?: string | undefined;
  /** The datapoint that the calls are made for: `metadata.datapoint_id`. */
  readonly datapointId?: string | undefined;
  /** What people say of the calls: `feedback` of the event. {@link sendFeedback} adds it later. */
  readonly feedback?: Fields | undefined;
  /** What is measured of the calls: `metrics` of the event. */
  readonly metrics?: Fields | undefined;
  /** Anything else, such as `{ tier: 'gold' }`: `metadata` of the event, under these names. */
  readonly metadata?: Fields | undefined;
}

type Attributes = Readonly<Record<string, string | number | boolean>>;

/** One store for all copies of this package in a process: `register` may load another than the app imports. */
const state = shared<{ context: AsyncLocalStorage<Attributes> }>();
state.context ??= new AsyncLocalStorage<Attributes>();
const store = state.context;

const singleNames: ReadonlyMap<string, string> = new Map([
  ['sessionId', 'honeyhive.session_id'],
  ['sessionName', 'honeyhive.session_name'],
  ['userId', 'honeyhive.user_properties.user_id'],
  ['runId', 'honeyhive.run_id'],
  ['datasetId', 'honeyhive.dataset_id'],
  ['datapointId', 'honeyhive.datapoint_id'],
] satisfies readonly (readonly [keyof HoneyHiveContext, string])[]);

const prefixes: ReadonlyMap<string, string> = new Map([
  ['userProperties', 'honeyhive.user_properties.'],
  ['feedback', 'honeyhive.feedback.'],
  ['metrics', 'honeyhive.metrics.'],
  ['metadata', 'honeyhive.metadata.'],
] satisfies readonly (readonly [keyof HoneyHiveContext, string])[]);

/**
 * Runs `run` and gives every model call made inside it, also after an `await`, these ids and fields. Calls inside a call
 * add to the outer one's fields. `run` is always run: a field that cannot be used is left out, and a warning says so once.
 * @returns what `run` returns
 * @throws TypeError if there is no function to run, and whatever `run` throws
 * @example await withHoneyHive({ sessionId, userId, metadata: { tier: 'gold' } }, () => answer(question));
 */
export function withHoneyHive<Result>(context: HoneyHiveContext, run: () => Result): Result {
  if (typeof run !== 'function') return turnedRound(context, run);
  if (!isObject(context)) {
    mistakes().sayNoContext();
    return run();
  }
  const attributes: Record<string, string | number | boolean> = { ...store.getStore() };
  for (const [member, value] of Object.entries(context)) {
    if (value !== undefined && value !== null) add(attributes, member, value);
  }
  return store.run(attributes, run);
}

function add(attributes: Record<string, string | number | boolean>, member: string, value: unknown): void {
  const [name, prefix] = [singleNames.get(member), prefixes.get(member)];
  if (name !== undefined && isId(value)) {
    attributes[name] = String(value);
    if (typeof value !== 'string') mistakes().sayConverted(member);
  } else if (prefix !== undefined && isObject(value)) {
    for (const [field, given] of Object.entries(value as Fields)) {
      if (isWritable(given)) attributes[prefix + field] = given;
      else mistakes().sayUnusedIn(member, typeof given);
    }
  } else {
    const mustBe = name === undefined ? prefix && 'an object' : 'a string';
    mistakes().sayUnused(member, [...singleNames.keys(), ...prefixes.keys()], mustBe);
  }
}

/** Many databases have numbers for ids. */
const isId = (value: unknown): boolean =>
  typeof value === 'string' || typeof value === 'bigint' || Number.isFinite(value);

const isWritable = (value: unknown): boolean => typeof value !== 'function' && typeof value !== 'symbol';

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function turnedRound<Result>(context: unknown, run: unknown): Result {
  if (typeof context !== 'function') throw mistakes().noFunction();
  mistakes().saySwapped();
  return withHoneyHive(run as HoneyHiveContext, context as () => Result);
}

/** Loaded with the first mistake. */
const mistakes = (): typeof import('./wrong-context') => require('./wrong-context') as typeof import('./wrong-context');

/** The attributes of the current asynchronous context, `undefined` outside of {@link withHoneyHive}. */
export const contextAttributes = (): Attributes | undefined => store.getStore();
