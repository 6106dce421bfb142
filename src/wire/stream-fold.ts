import { type JsonRecord, without } from '../json/json-record';
import { guarded } from '../runtime/guarded';
import type { Api, Folded, Folder } from './apis/api';
import { errorIn, errorInEvent } from './apis/fields/error-forms';
import { Growth } from './apis/fields/growth';
import { fieldsOfEvent } from './apis/fields/stream';
import { boundedBody } from './bounded-body';
import type { ModelRequest } from './exchange';
import { isWords, type ServerEvent } from './http/server-event';
import { logFailure } from './log-failure';

/** This part of the bound is for the end of a stream. */
const tailShare = 0.25;
const eventsAtOnce = 64;
const wordsChars = 500;

/**
 * Folds the events of one response within a bound. When as much of its texts has come as may be kept, the last events wait, and are
 * folded with room for them at the end: so a text has its beginning and its end. Of those between only what is not text counts.
 */
export class StreamFold {
  readonly #growth: Growth;
  readonly #folder: Folder | undefined;
  readonly #maxTail: number;
  #tail: (ServerEvent | undefined)[] = [];
  #head = 0;
  #tailChars = 0;
  #isRead = false;
  #isMissingMembers = false;
  #error: JsonRecord | undefined;
  #lastWords: string | undefined;

  /** @param maxBytes of what is kept, about */
  constructor(api: Pick<Api, 'fold'>, maxBytes: number, request?: ModelRequest) {
    this.#maxTail = maxBytes * tailShare;
    this.#growth = new Growth(maxBytes - this.#maxTail);
    this.#folder = api.fold?.(this.#growth, request);
  }

  /** Texts were left out, or members. */
  get isCut(): boolean {
    return this.#growth.isCut || this.#isMissingMembers;
  }

  /** Events with fields have come. */
  get isRead(): boolean {
    return this.#isRead;
  }

  /** The beginning of the words that came last, and have no place in the response. */
  get lastWords(): string | undefined {
    return this.#lastWords;
  }

  /** About how many bytes are kept. */
  get kept(): number {
    return this.#growth.kept + this.#tailChars;
  }

  push(event: ServerEvent): void {
    if (this.#growth.isOpen) {
      this.#fold(event);
      return;
    }
    this.#tail.push(event);
    this.#tailChars += sizeOf(event);
    while (this.#tailChars > this.#maxTail) this.#foldFirst();
  }

  /** Yields where it may be interrupted. */
  *result(): Generator<void, Folded> {
    this.#growth.reopen(2 * this.#maxTail);
    for (let events = 1; this.#tailChars > 0; events += 1) {
      this.#foldFirst();
      if (events % eventsAtOnce === 0) yield;
    }
    yield;
    const folded = guarded(() => this.#folder?.result(), logFailure) ?? { body: {}, complete: true };
    yield;
    const body = this.#bounded(folded.body);
    const error = this.#error ?? errorIn(body, false)?.error;
    return error === undefined
      ? { ...folded, body: without(body, 'error') }
      : { ...folded, body: { ...body, error }, complete: true };
  }

  #bounded(fields: JsonRecord): JsonRecord {
    const { body, isCut } = boundedBody(fields);
    this.#isMissingMembers ||= isCut;
    return body;
  }

  #foldFirst(): void {
    const event = this.#tail[this.#head];
    this.#tail[this.#head] = undefined;
    this.#head += 1;
    if (this.#head > this.#tail.length / 2) {
      this.#tail = this.#tail.slice(this.#head);
      this.#head = 0;
    }
    if (event === undefined) return;
    this.#tailChars -= sizeOf(event);
    this.#fold(event);
  }

  /** An event that makes trouble costs itself. */
  #fold(event: ServerEvent): void {
    guarded(() => {
      const fields = this.#bounded(fieldsOfEvent(event));
      const found = errorInEvent(event, fields);
      const hasFields = Object.keys(fields).length > 0;
      this.#isRead ||= hasFields;
      if (hasFields) this.#lastWords = undefined;
      else if (event.event === undefined && isWords(event.data))
        this.#lastWords = event.data.slice(0, wordsChars).trim();
      this.#error ??= found?.error;
      this.#folder?.push(event, found?.rest ?? fields);
    }, logFailure);
  }
}

const sizeOf = ({ data }: ServerEvent): number => data.length + 64;
