import { createHash, type Hash } from 'node:crypto';
import type { MediaDigest } from '../media-marker';

/** So many bytes show what file they are of. Their base64 has no padding. */
const firstBytes = 36;

/** Size and SHA-256 of bytes that come one by one. */
export class ByteDigest {
  #buffer: Uint8Array | undefined;
  #hash: Hash | undefined;
  #filled = 0;
  #bytes = 0;
  #first: string | undefined;

  write(byte: number): void {
    this.#buffer ??= new Uint8Array(1024);
    this.#buffer[this.#filled] = byte;
    this.#filled += 1;
    if (this.#filled === this.#buffer.length) this.#flush();
  }

  /** The first of them, in base64. */
  get first(): string {
    return this.#first ?? this.#base64();
  }

  end(): MediaDigest {
    const hash = this.#flush();
    return { bytes: this.#bytes, sha256: hash.digest('hex') };
  }

  #base64(): string {
    return Buffer.from(this.#buffer?.subarray(0, Math.min(this.#filled, firstBytes)) ?? []).toString('base64');
  }

  #flush(): Hash {
    this.#first ??= this.#base64();
    this.#bytes += this.#filled;
    this.#hash ??= createHash('sha256');
    if (this.#buffer !== undefined) this.#hash.update(this.#buffer.subarray(0, this.#filled));
    this.#filled = 0;
    return this.#hash;
  }
}
