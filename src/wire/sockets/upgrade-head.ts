/** No server sends a longer head. */
const maxBytes = 64 * 1024;
const end = Buffer.from('\r\n\r\n');

interface Upgraded {
  /** The header `sec-websocket-extensions`. */
  readonly extensions: string;
  /** The bytes after the head: frames. */
  readonly rest: Buffer;
}

/** Reads the head of the response to a request for an upgrade, as far as it says what follows. */
export class UpgradeHead {
  #head: Buffer = Buffer.alloc(0);

  /** @returns `more` if the head is not complete yet, `refused` if no socket comes of it */
  read(chunk: unknown): Upgraded | 'more' | 'refused' {
    if (!(chunk instanceof Uint8Array) || this.#head.length > maxBytes) return 'refused';
    this.#head = Buffer.concat([this.#head, chunk]);
    const length = this.#head.indexOf(end);
    if (length === -1) return 'more';
    const lines = this.#head.toString('latin1', 0, length).split('\r\n');
    if (!/^HTTP\/1\.1 101\b/.test(lines[0] ?? '')) return 'refused';
    const values = lines.flatMap((line) => /^sec-websocket-extensions:(.*)/i.exec(line)?.[1] ?? []);
    return { extensions: values.join(','), rest: this.#head.subarray(length + end.length) };
  }
}
