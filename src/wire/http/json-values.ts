import { LongText, type TextBounds } from './long-text';

/**
 * The objects in a JSON text that arrives in pieces: the items of a list, or objects one after another, in lines or not. One that was
 * cut ends where the next one begins, and the last one may be cut.
 */
export class JsonValues {
  readonly #bounds: TextBounds;
  readonly #onValue: (json: string) => void;
  #value: LongText | undefined;
  /** How many brackets of the value are open. */
  #depth = 0;
  #inText = false;
  #isEscaped = false;
  /** The last character of the pieces before that is no space. */
  #last = '';

  constructor(bounds: TextBounds, onValue: (json: string) => void) {
    this.#bounds = bounds;
    this.#onValue = onValue;
  }

  /** A value has begun. */
  get isOpen(): boolean {
    return this.#value !== undefined;
  }

  write(text: string): void {
    let from = 0;
    for (let at = 0; at < text.length; at += 1) {
      if (this.#isEscaped) {
        this.#isEscaped = false;
        continue;
      }
      const pattern = this.#inText ? inText : this.#value === undefined ? beginning : outside;
      pattern.lastIndex = at;
      if (!pattern.test(text)) break;
      at = pattern.lastIndex - 1;
      const char = text.charAt(at);
      if (char === '{' && (this.#value === undefined || !this.#continues(text, from, at))) {
        this.#value?.write(text.slice(from, at));
        this.end();
        this.#value = new LongText(this.#bounds);
        from = at;
      }
      if (!this.#ends(char)) continue;
      this.#value?.write(text.slice(from, at + 1));
      this.end();
    }
    if (this.#value === undefined) return;
    const rest = text.slice(from);
    this.#value.write(rest);
    this.#last = lastOf(rest) || this.#last;
  }

  /** What has come of a value is all of it. */
  end(): void {
    const value = this.#value;
    this.#value = undefined;
    this.#depth = 0;
    this.#inText = false;
    this.#isEscaped = false;
    this.#last = '';
    if (value !== undefined) this.#onValue(value.end());
  }

  /** Whether an object within a value can begin there. Where it cannot, the end of the value is missing. */
  #continues(text: string, from: number, at: number): boolean {
    return '[,:'.includes(lastOf(text.slice(from, at)) || this.#last);
  }

  /** Takes one of the characters that matter. @returns whether the value is over with it */
  #ends(char: string): boolean {
    switch (char) {
      case '"':
        this.#inText = !this.#inText;
        return false;
      case '\\':
        this.#isEscaped = true;
        return false;
      case '\n': // no text has one
        return true;
      case '{':
      case '[':
        this.#depth += 1;
        return false;
      default:
        this.#depth -= 1;
        return this.#depth === 0;
    }
  }
}

const lastOf = (text: string): string => text.trimEnd().slice(-1);

const beginning = /\{/g;
const inText = /["\\\n]/g;
const outside = /["[\]{}]/g;
