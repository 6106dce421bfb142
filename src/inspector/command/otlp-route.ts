import type { IncomingMessage, ServerResponse } from 'node:http';
import { gunzipSync } from 'node:zlib';
import type { ReadableSpan } from '../../mapping/span/span-view';
import { exportResponse, MalformedOtlp, spansOfJson, spansOfProtobuf } from '../../otlp';
import { isSame, type Refusal, refusalOfOrigin } from '../access';
import { maxBodyBytes, readBody } from '../parse-request';

/** What makes events of spans: an exporter of this package. */
export interface OtlpExporter {
  export(spans: readonly ReadableSpan[], done: (result: { readonly code: number }) => void): void;
  shutdown(): Promise<void>;
}

/** How long the end waits for events that are still to be made of spans. */
const endMs = 2000;

/** Takes spans of apps in any language, by OTLP over HTTP in protobuf or JSON, and gives them to an exporter. */
export class OtlpRoute {
  readonly #newExporter: () => OtlpExporter;
  readonly #token: string | undefined;
  #exporter: OtlpExporter | undefined;

  constructor(newExporter: () => OtlpExporter, token: string | undefined) {
    this.#newExporter = newExporter;
    this.#token = token;
  }

  /** @returns whether the request is for it */
  take(request: IncomingMessage, response: ServerResponse): boolean {
    if (request.method !== 'POST' || request.url?.split('?')[0] !== '/v1/traces') return false;
    this.#answer(request, response).catch(() => response.destroy());
    return true;
  }

  async end(): Promise<void> {
    const limit = new Promise((resolve) => setTimeout(resolve, endMs).unref());
    await Promise.race([this.#exporter?.shutdown(), limit]);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    const { headers } = request;
    const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
    const isProtobuf = type === 'application/x-protobuf';
    const refusal = this.#refusalOf(request, type) ?? this.#export(body, isProtobuf, headers['content-encoding']);
    response.writeHead(refusal?.status ?? 200, { 'content-type': refusal === undefined ? type : 'text/plain' });
    response.end(refusal === undefined ? exportResponse(isProtobuf) : `${refusal.message}\n`);
  }

  #refusalOf(request: IncomingMessage, type: string): Refusal | undefined {
    const token = this.#token;
    const foreign = refusalOfOrigin(request, token !== undefined);
    if (foreign !== undefined) return foreign;
    if (token !== undefined && !isSame(`Bearer ${token}`, request.headers.authorization)) {
      return { status: 401, message: 'The header Authorization has to be "Bearer" and the token of the inspector.' };
    }
    if (type === 'application/x-protobuf' || type === 'application/json') return undefined;
    return { status: 415, message: 'The content type must be application/x-protobuf or application/json.' };
  }

  /** @returns why it did not */
  #export(body: Buffer | undefined, isProtobuf: boolean, encoding: string | undefined): Refusal | undefined {
    if (body === undefined) return { status: 413, message: 'The request body is too large.' };
    try {
      const plain = encoding === 'gzip' ? gunzipSync(body, { maxOutputLength: maxBodyBytes }) : body;
      const spans = isProtobuf ? spansOfProtobuf(plain) : spansOfJson(plain.toString());
      this.#exporter ??= this.#newExporter();
      this.#exporter.export(spans, () => undefined);
      return undefined;
    } catch (error) {
      const message = error instanceof MalformedOtlp ? error.message : 'The request body cannot be decoded.';
      return { status: 400, message };
    }
  }
}
