import { HoldBuffer } from '../runtime/hold-buffer';
import type { Exchange, LaterAnswer, Pieces } from './exchange';

/** An answer is waited for as long as the app asks for it at least so often. */
const limits = { maxWaitMs: 15 * 60_000, maxItems: 1000 };
/** So many answers are known to be recorded: an app may ask for one again. */
const maxAnswered = 1000;

/** A call whose answer has not come. */
interface Held {
  readonly exchange: Exchange;
  /** By then the answer was not there. */
  readonly unansweredAt: number;
  readonly bytes: number;
  /** Where else its answer comes. */
  readonly alias: string | undefined;
  /** As much as has come of the answer. */
  readonly pieces: Pieces | undefined;
  readonly record: (exchange: Exchange) => void;
}

/** What was read of a call. */
interface ReadCall {
  /** Its identity. */
  readonly call: object;
  readonly exchange: Exchange;
  readonly later: LaterAnswer;
  /** Makes a span of the exchange, or of one that is made of it. */
  readonly record: (exchange: Exchange) => void;
  /** That the exchange takes, about. */
  readonly bytes: number;
}

const nothing = (): readonly object[] => [];

/**
 * Calls that were answered before they were done: what the app then asks for is their answer, and no call of its own. A call whose
 * answer does not come is recorded as it is.
 */
export class LaterAnswers {
  /** Each under the address of its answer. */
  readonly #held = new HoldBuffer<string, Held>(limits, (held) => this.#leave(held));
  readonly #aliases = new Map<string, string>();
  readonly #answered = new Set<string>();
  /**
   * Answers, and parts of answers, that were read before calls that have ended before them: one of those may be their own. With each
   * the calls that it waits for.
   */
  readonly #early = new Map<ReadCall, Set<object>>();
  #bytes = 0;

  /** About how many bytes are held. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Holds a call, or records one that has its answer.
   * @param unreadBefore the calls that have ended before it, and are not read yet; see {@link wasRead}
   */
  add(read: ReadCall, unreadBefore = nothing): void {
    const unread = read.later.isAskedFor ? unreadBefore() : [];
    if (unread.length === 0) {
      this.#add(read);
      return;
    }
    this.#bytes += read.bytes;
    this.#early.set(read, new Set(unread));
  }

  /** A call was read, and added if its answer comes later. */
  wasRead(call: object): void {
    for (const read of this.#early.keys()) if (read.call === call) return; // so are those that wait for it
    for (const [read, unread] of this.#early) {
      if (!unread.delete(call) || unread.size > 0) continue;
      this.#early.delete(read);
      this.#bytes -= read.bytes;
      this.#add(read);
      this.wasRead(read.call);
    }
  }

  /** The oldest are recorded as they are until no more bytes are held. */
  shrink(maxBytes: number): void {
    for (const url of this.#bytes > maxBytes ? this.#held.keys : []) {
      if (this.#bytes > maxBytes) this.#held.release(url);
    }
  }

  /** Records all as they are. */
  releaseAll(): void {
    this.#held.releaseAll();
  }

  #add({ exchange, later, record, bytes }: ReadCall): void {
    const { alias, isDone, isAskedFor, isLater, pieces } = later;
    const url = this.#aliases.get(later.url) ?? later.url;
    const [held] = this.#held.take(url);
    if (held !== undefined) {
      if (isDone) this.#leave(held, answered(held, exchange, later));
      else {
        const added = pieces === undefined ? 0 : bytes;
        this.#bytes += added;
        this.#held.hold(url, {
          ...withPieces(held, pieces),
          bytes: held.bytes + added,
          unansweredAt: exchange.endTime,
        });
      }
    } else if (!isDone && !isAskedFor && isLater)
      this.#hold(url, { exchange, unansweredAt: exchange.endTime, bytes, alias, pieces, record });
    // What was asked elsewhere, or is asked for once more.
    else if (!isAskedFor) record(exchange);
    else if (isDone && isLater && !this.#answered.has(url)) record(atItsTime(exchange, later));
    if (isDone) this.#remember(url);
  }

  #hold(url: string, held: Held): void {
    const [oldest] = this.#held.size < limits.maxItems ? [] : this.#held.keys;
    if (oldest !== undefined) this.#held.release(oldest);
    this.#bytes += held.bytes;
    if (held.alias !== undefined) this.#aliases.set(held.alias, url);
    this.#held.hold(url, held);
  }

  #leave({ record, exchange, bytes, alias }: Held, answer = exchange): void {
    this.#bytes -= bytes;
    if (alias !== undefined) this.#aliases.delete(alias);
    record(answer);
  }

  #remember(url: string): void {
    this.#answered.add(url);
    const [oldest] = this.#answered.size > maxAnswered ? this.#answered : [];
    if (oldest !== undefined) this.#answered.delete(oldest);
  }
}

function withPieces(held: Held, later: Pieces | undefined): Held {
  if (later === undefined) return held;
  const pieces = held.pieces === undefined ? later : later.after(held.pieces);
  return { ...held, pieces, exchange: { ...held.exchange, response: pieces.response } };
}

/** The call with its answer. It ended when the server was done, which the app has found between two times that it asked. */
function answered(
  { exchange, unansweredAt, pieces }: Held,
  answer: Exchange,
  { ms, pieces: rest }: LaterAnswer,
): Exchange {
  const doneAt = ms === undefined ? answer.endTime : exchange.startTime + ms.to - ms.from;
  return {
    ...exchange,
    endTime: Math.min(Math.max(doneAt, unansweredAt), answer.endTime),
    status: answer.status,
    response: pieces === undefined || rest === undefined ? answer.response : rest.after(pieces).response,
    error: answer.error,
    truncated: exchange.truncated || answer.truncated,
  };
}

/** A call that was made elsewhere, as its answer describes it. */
const atItsTime = (exchange: Exchange, { ms }: LaterAnswer): Exchange =>
  ms === undefined ? exchange : { ...exchange, startTime: ms.from, endTime: ms.to };
