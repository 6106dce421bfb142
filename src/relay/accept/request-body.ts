import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip, inflate } from 'node:zlib';
import { RefusedRequest } from './entries-of';

export interface BodyLimits {
  /** As it is sent. */
  readonly maxBytes: number;
  /** After it is decompressed. */
  readonly maxPlainBytes: number;
  /** Of all bodies that are being read at a time. */
  readonly maxOpenBytes: number;
}

const decoders: Readonly<Record<string, typeof gunzip>> = { gzip: gunzip, 'x-gzip': gunzip, deflate: inflate };

/** Reads bodies of requests within limits. */
export class BodyReader {
  readonly #limits: BodyLimits;
  #openBytes = 0;

  constructor(limits: BodyLimits) {
    this.#limits = limits;
  }

  /** Reads a body and hands it over; it counts as open until that is done. @throws RefusedRequest */
  async read<Result>(request: IncomingMessage, use: (plain: Buffer) => Promise<Result>): Promise<Result> {
    const { maxBytes, maxOpenBytes } = this.#limits;
    if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw this.#tooLarge();
    const chunks: Buffer[] = [];
    let bytes = 0;
    try {
      for await (const chunk of request as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        this.#openBytes += chunk.length;
        if (bytes > maxBytes) throw this.#tooLarge();
        if (this.#openBytes > maxOpenBytes) {
          throw new RefusedRequest(
            503,
            'The relay is reading too many requests. Nothing is lost if this one comes again.',
            2,
          );
        }
        chunks.push(chunk);
      }
      return await use(await this.#plain(Buffer.concat(chunks), request.headers['content-encoding']));
    } finally {
      this.#openBytes -= bytes;
    }
  }

  async #plain(body: Buffer, encoding = 'identity'): Promise<Buffer> {
    if (encoding === 'identity' || encoding === '') return body;
    const decode = decoders[encoding.toLowerCase()];
    if (decode === undefined) throw new RefusedRequest(415, 'The content encoding must be gzip, deflate or identity.');
    const { maxPlainBytes } = this.#limits;
    try {
      return await promisify<Buffer, { maxOutputLength: number }, Buffer>(decode)(body, {
        maxOutputLength: maxPlainBytes,
      });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ERR_BUFFER_TOO_LARGE') {
        throw new RefusedRequest(413, `The request body may have ${maxPlainBytes} bytes when it is decompressed.`);
      }
      throw new RefusedRequest(400, 'The request body cannot be decompressed.');
    }
  }

  #tooLarge(): RefusedRequest {
    return new RefusedRequest(413, `The request body may have ${this.#limits.maxBytes} bytes. Send less at a time.`);
  }
}
