import type { IncomingMessage } from 'node:http';
import { decodedBody } from '../../otlp/http/decoded-body';
import { RefusedRequest } from './entries-of';

export interface BodyLimits {
  /** Of one body, as it is sent. */
  readonly maxBytes: number;
  /** Of all bodies that are being read or used at a time. */
  readonly maxOpenBytes: number;
}

/** Reads bodies of requests within limits. */
export class BodyReader {
  readonly #limits: BodyLimits;
  #openBytes = 0;

  constructor(limits: BodyLimits) {
    this.#limits = limits;
  }

  /** Reads a body as it was sent; it counts as open until what it is used for is done. @throws RefusedRequest */
  async read<Result>(request: IncomingMessage, use: (body: Buffer) => Promise<Result>): Promise<Result> {
    const { maxBytes, maxOpenBytes } = this.#limits;
    if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw this.#tooLarge();
    const chunks: Buffer[] = [];
    let bytes = 0;
    try {
      for await (const chunk of request as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        this.#openBytes += chunk.length;
        if (bytes > maxBytes) throw this.#tooLarge();
        if (this.#openBytes > maxOpenBytes) throw new RefusedRequest(503, tooMany, 2);
        chunks.push(chunk);
      }
      return await use(Buffer.concat(chunks));
    } finally {
      this.#openBytes -= bytes;
    }
  }

  #tooLarge(): RefusedRequest {
    return new RefusedRequest(413, `The request body may have ${this.#limits.maxBytes} bytes. Send less at a time.`);
  }
}

const tooMany = 'The relay is reading too many requests. Nothing is lost if this one is made again.';

/** A body as it was before it was compressed. @throws RefusedRequest */
export async function plainBody(body: Buffer, { headers }: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const plain = await decodedBody(body, headers['content-encoding'], maxBytes);
  if ('status' in plain) throw new RefusedRequest(plain.status, plain.message);
  return Buffer.from(plain.buffer, plain.byteOffset, plain.length);
}
