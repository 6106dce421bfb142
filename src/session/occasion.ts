import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { shared } from '../runtime/copies';

interface OccasionFacts {
  /** Asked for when its session gets its name, which may be later than the work began. */
  readonly name: () => string;
  /** What the header or cookie says that the user has named as the session's id. */
  readonly said?: (() => string | undefined) | undefined;
  /** Of the trace that it is a part of, by its `traceparent`: 32 hexadecimal digits. */
  readonly traceId?: string | undefined;
}

/** What a process has begun to work on by order of another program: an inbound request, or an invocation of a function. */
export class Occasion {
  readonly traceId: string | undefined;
  readonly #said: () => string | undefined;
  readonly #name: () => string;
  #id: string | undefined;
  /** The framework's route, once it is known. */
  route: string | undefined;

  constructor({ name, said = () => undefined, traceId }: OccasionFacts) {
    this.#name = name;
    this.#said = said;
    this.traceId = traceId;
  }

  /** A random UUID, made when it is first needed: most requests call no model. */
  get id(): string {
    this.#id ??= randomUUID();
    return this.#id;
  }

  get name(): string {
    return this.#name();
  }

  get said(): string | undefined {
    return this.#said();
  }
}

/** One store for all copies of this package in a process: `register` may load another than the app imports. */
const state = shared<{ occasion: AsyncLocalStorage<Occasion> }>();
state.occasion ??= new AsyncLocalStorage<Occasion>();
const store = state.occasion;

/** That of the current asynchronous context. */
export const currentOccasion = (): Occasion | undefined => store.getStore();

/** For the rest of this asynchronous context, and for all that begins in it. */
export const enterOccasion = (occasion: Occasion): void => store.enterWith(occasion);

export const withinOccasion = <Result>(occasion: Occasion, run: () => Result): Result => store.run(occasion, run);
