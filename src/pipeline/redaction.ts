import { context } from '@opentelemetry/api';
import type { Redact } from '../config/options';
import { isJsonObject, toJson } from '../json/json';
import type { CreateModelEvent } from '../mapping/record/model-event';
import type { Runtime, Timer } from '../runtime/runtime';
import { untraced } from '../runtime/suppress-tracing';
import { contentFree } from './content-free-record';
import { shapedAs } from './record-validation';

/** What came of a record; `undefined`: the app wants none sent. `isFailed`: it lacks what could not be redacted. */
export interface Redacted {
  readonly record: CreateModelEvent | undefined;
  readonly isFailed: boolean;
}

/** A record whose redaction is under way. What it said is with the app's function alone: only `substitute` is kept. */
interface Slot {
  readonly substitute: CreateModelEvent;
  readonly bytes: number;
  readonly deliver: (redacted: Redacted) => void;
  readonly whenGone: (() => void)[];
  result: Redacted | undefined;
  deadline: Timer | undefined;
}

/**
 * Runs the app's own function over records, in their order, whatever the function does: one that throws, rejects, takes too
 * long or answers nonsense costs the record its content and nothing else. Its own model calls are not traced.
 */
export class Redactions {
  readonly #redact: Redact;
  readonly #timeoutMs: number;
  readonly #runtime: Runtime;
  /** In the order in which they came, and in which they leave. */
  readonly #slots = new Set<Slot>();
  #bytes = 0;

  constructor(redact: Redact, timeoutMs: number, runtime: Runtime) {
    this.#redact = redact;
    this.#timeoutMs = timeoutMs;
    this.#runtime = runtime;
  }

  /** Records that were added and not delivered yet. */
  get pending(): number {
    return this.#slots.size;
  }

  /** What the app's function is holding, as far as it was said. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * @param bytes what the record roughly takes in memory
   * @param deliver called once, at once if the function is synchronous and nothing waits; must not throw
   */
  add(record: CreateModelEvent, bytes: number, deliver: (redacted: Redacted) => void): void {
    const substitute = contentFree(record);
    const slot: Slot = { substitute, bytes, deliver, whenGone: [], result: undefined, deadline: undefined };
    this.#slots.add(slot);
    this.#bytes += bytes;
    const settle = (answer: unknown): void => this.#settle(slot, redactedFrom(answer, substitute));
    const fail = (): void => this.#settle(slot, failed(substitute));
    try {
      // A copy, since parts of a record may be parts of its span, which other exporters read.
      const answer: unknown = context.with(
        untraced,
        this.#redact,
        undefined,
        toJson(record) as unknown as CreateModelEvent,
      );
      if (!isThenable(answer)) {
        settle(answer);
        return;
      }
      slot.deadline = this.#runtime.timer(this.#timeoutMs, fail);
      answer.then(settle, fail);
    } catch {
      fail();
    }
  }

  /** Resolves when everything added so far is delivered. */
  settled(): Promise<void> {
    const last = [...this.#slots].at(-1);
    return last === undefined ? Promise.resolve() : new Promise((resolve) => last.whenGone.push(resolve));
  }

  /** What is under way is delivered at once, without content: no time is left. */
  expire(): void {
    for (const slot of this.#slots) slot.result ??= failed(slot.substitute);
    this.#release();
  }

  #settle(slot: Slot, result: Redacted): void {
    if (slot.result !== undefined) return; // too late, or a promise that settles twice
    slot.result = result;
    this.#release();
  }

  #release(): void {
    for (const slot of this.#slots) {
      if (slot.result === undefined) return;
      this.#slots.delete(slot);
      this.#bytes -= slot.bytes;
      slot.deadline?.cancel();
      slot.deliver(slot.result);
      for (const run of slot.whenGone) run();
    }
  }
}

const failed = (substitute: CreateModelEvent): Redacted => ({
  record: { ...substitute, metadata: { ...substitute.metadata, redaction_failed: true } },
  isFailed: true,
});

/** Whatever it answered is copied: it may change it later, and it may be no JSON. */
function redactedFrom(answer: unknown, substitute: CreateModelEvent): Redacted {
  if (answer === undefined || answer === null) return { record: undefined, isFailed: false };
  const copy = toJson(answer);
  if (!isJsonObject(copy)) return failed(substitute);
  const { record, isMended } = shapedAs(copy, substitute);
  return { record, isFailed: isMended };
}

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
