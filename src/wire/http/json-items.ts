import { LongText } from './long-text';
import type { EventSink } from './server-event';

/** The items of a JSON list that arrives in pieces; the last one may be cut. */
export class JsonItems {
  readonly #events: EventSink;
  /** How many brackets are open; the list's own is the first one. */
  #depth = 0;
  #inText = false;
  #isEscaped = false;
  #item: LongText | undefined;

  constructor(events: EventSink) {
    this.#events = events;
  }

  write(text: string): void {
    let from = 0;
    for (let at = 0; at < text.length; at += 1) {
      if (this.#isEscaped) {
        this.#isEscaped = false;
        continue;
      }
      const pattern = this.#inText ? inText : outside;
      pattern.lastIndex = at;
      if (!pattern.test(text)) break;
      at = pattern.lastIndex - 1;
      const isBetween = this.#step(text.charAt(at));
      if (!isBetween) continue;
      this.#add(text.slice(from, at));
      this.#endItem();
      from = at + 1;
    }
    if (this.#depth > 0) this.#add(text.slice(from));
  }

  end(): void {
    this.#endItem();
  }

  /** Whether the character stands before, between or after items. */
  #step(char: string): boolean {
    switch (char) {
      case '"':
        this.#inText = !this.#inText;
        return false;
      case '\\':
        this.#isEscaped = true;
        return false;
      case ',':
        return this.#depth === 1;
      case '[':
      case '{':
        this.#depth += 1;
        return this.#depth === 1;
      default:
        this.#depth -= 1;
        return this.#depth === 0;
    }
  }

  #add(text: string): void {
    if (this.#item === undefined && text.trim() === '') return;
    this.#item ??= new LongText(this.#events);
    this.#item.write(text);
  }

  #endItem(): void {
    if (this.#item === undefined) return;
    const data = this.#item.end().trim();
    this.#item = undefined;
    this.#events.onEvent({ data });
  }
}

const inText = /["\\]/g;
const outside = /["[\]{},]/g;
