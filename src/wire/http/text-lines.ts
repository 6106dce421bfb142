/**
 * Divides a text that arrives in pieces into lines, each once and however long it is. A line that gets long is handed over in
 * pieces as well.
 */
export class TextLines {
  readonly #onPart: (part: string, isEnd: boolean) => void;
  readonly #endsAtReturn: boolean;
  #rest = '';
  #afterReturn = false;

  /**
   * @param endsAtReturn whether a carriage return ends a line, also without a line feed
   * @param onPart given each line, or the next part of it, and whether the line ends with it
   */
  constructor(endsAtReturn: boolean, onPart: (part: string, isEnd: boolean) => void) {
    this.#endsAtReturn = endsAtReturn;
    this.#onPart = onPart;
  }

  write(text: string): void {
    let at = this.#afterReturn && text.startsWith('\n') ? 1 : 0;
    if (text !== '') this.#afterReturn = false;
    let feed = text.indexOf('\n', at);
    let carriage = this.#endsAtReturn ? text.indexOf('\r', at) : -1;
    while (feed !== -1 || carriage !== -1) {
      const end = feed === -1 || (carriage !== -1 && carriage < feed) ? carriage : feed;
      this.#endLine(text.slice(at, end));
      at = end + 1;
      if (end === carriage && at === feed) at += 1;
      this.#afterReturn = end === carriage && at === text.length && at === end + 1;
      // Each is looked for again only once it has been passed, so that a text without one of them is searched once.
      if (feed !== -1 && feed < at) feed = text.indexOf('\n', at);
      if (carriage !== -1 && carriage < at) carriage = text.indexOf('\r', at);
    }
    this.#rest += text.slice(at);
    if (this.#rest.length < longChars) return;
    this.#onPart(this.#rest, false);
    this.#rest = '';
  }

  /** The text is over: what is left is its last line. */
  end(): void {
    this.#endLine('');
  }

  #endLine(part: string): void {
    this.#onPart(this.#rest + part, true);
    this.#rest = '';
  }
}

/** A line is handed over in parts of this length, or more. */
const longChars = 16 * 1024;
