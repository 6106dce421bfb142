/** Placeholder of the streaming condenser. */
export class JsonCondenser {
  readonly #maxBytes: number;
  #text = '';
  #truncated = false;
  constructor({ maxBytes }: { readonly maxBytes: number; readonly maxMediaBytes: number }) {
    this.#maxBytes = maxBytes;
  }
  write(text: string): void {
    const room = Math.max(0, this.#maxBytes - this.#text.length);
    if (text.length > room) this.#truncated = true;
    this.#text += text.slice(0, room);
  }
  end(): { readonly text: string; readonly truncated: boolean } {
    return { text: this.#text, truncated: this.#truncated };
  }
}
