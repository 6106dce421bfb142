/** What has come of a text that is to be the JSON of an object; `other` is a text that cannot become one. */
export type ObjectState = 'empty' | 'open' | 'whole' | 'other';

/** Follows the pieces of a text that is to be the JSON of an object, and finds where the object ends. Looks at each character once. */
export class ObjectText {
  #state: ObjectState = 'empty';
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  /** The last one outside of strings that is no white space. */
  #last = '';

  get state(): ObjectState {
    return this.#state;
  }

  /** A brace may come next, within the object: it begins a value, or is a character of a text. */
  get mayNest(): boolean {
    return this.#state === 'open' && (this.#isInString || /[:[,]/.test(this.#last));
  }

  /** @returns how many characters of the piece belong to the object, or are before it */
  push(piece: string): number {
    for (let at = 0; at < piece.length; at++) {
      if (this.#state === 'whole' || this.#state === 'other') return this.#state === 'whole' ? at : piece.length;
      this.#take(piece[at] ?? '');
    }
    return piece.length;
  }

  #take(char: string): void {
    if (this.#isInString) {
      if (this.#isEscaped) this.#isEscaped = false;
      else if (char === '\\') this.#isEscaped = true;
      else if (char === '"') this.#isInString = false;
      return;
    }
    if (isSpace(char)) return;
    if (this.#state === 'empty') this.#state = char === '{' ? 'open' : 'other';
    this.#last = char;
    if (char === '"') this.#isInString = true;
    else if (char === '{' || char === '[') this.#depth += 1;
    else if (char === '}' || char === ']') this.#depth -= 1;
    if (this.#state === 'open' && this.#depth === 0) this.#state = 'whole';
  }
}

const isSpace = (char: string): boolean => char === ' ' || char === '\n' || char === '\r' || char === '\t';

/** Whether a text begins the JSON of an object. */
export const beginsObject = (text: string): boolean => /^[ \n\r\t]*\{/.test(text);
