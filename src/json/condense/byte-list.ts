import { createHash, type Hash } from 'node:crypto';
import type { MediaDigest } from '../media-marker';

/** Size and SHA-256 of bytes that come one by one. */
export class ByteDigest {
  #buffer: Uint8Array | undefined;
  #hash: Hash | undefined;
  #filled = 0;
  #bytes = 0;

  write(byte: number): void {
    this.#buffer ??= new Uint8Array(1024);
    this.#buffer[this.#filled] = byte;
    this.#filled += 1;
    if (this.#filled === this.#buffer.length) this.#flush();
  }

  end(): MediaDigest {
    const hash = this.#flush();
    return { bytes: this.#bytes, sha256: hash.digest('hex') };
  }

  #flush(): Hash {
    this.#bytes += this.#filled;
    this.#hash ??= createHash('sha256');
    if (this.#buffer !== undefined) this.#hash.update(this.#buffer.subarray(0, this.#filled));
    this.#filled = 0;
    return this.#hash;
  }
}
