/** Pieces of a body, first in, first out. */
export class Chunks {
  readonly #pieces: (Buffer | undefined)[] = [];
  #head = 0;
  #bytes = 0;

  /** How many there are. */
  get bytes(): number {
    return this.#bytes;
  }

  push(piece: Buffer): void {
    this.#pieces.push(piece);
    this.#bytes += piece.length;
  }

  /** The next bytes, `maxBytes` at most; small pieces come together. `undefined` if there are none. */
  take(maxBytes: number): Buffer | undefined {
    const first = this.#pieces[this.#head];
    if (first === undefined) return undefined;
    if (first.length > maxBytes) {
      this.#pieces[this.#head] = first.subarray(maxBytes);
      this.#bytes -= maxBytes;
      return first.subarray(0, maxBytes);
    }
    const taken: Buffer[] = [];
    let bytes = 0;
    for (let next: Buffer | undefined = first; next !== undefined && bytes + next.length <= maxBytes; ) {
      taken.push(next);
      bytes += next.length;
      this.#pieces[this.#head] = undefined;
      this.#head += 1;
      next = this.#pieces[this.#head];
    }
    this.#bytes -= bytes;
    if (this.#head === this.#pieces.length) this.clear();
    return taken.length === 1 ? first : Buffer.concat(taken, bytes);
  }

  clear(): void {
    this.#pieces.length = 0;
    this.#head = 0;
    this.#bytes = 0;
  }
}
