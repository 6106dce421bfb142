import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gunzipSync } from 'node:zlib';
import type { ReadableSpan } from '../../mapping/span/span-view';
import { exportResponse, MalformedOtlp, spansOfJson, spansOfProtobuf } from '../../otlp';
import { addressOf, isSame, type Refusal, refusalOfOrigin } from '../access';
import { applicable, type Script } from '../fault';
import { maxBodyBytes, readBody } from '../parse-request';
import { respond } from '../response';
import { sendResponse } from '../send-response';

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
  readonly #script: Script;
  readonly #closing = new AbortController();
  #exporter: OtlpExporter | undefined;

  /**
   * @param token what requests must have as their key, if other machines may send them
   * @param script of faults
   */
  constructor(newExporter: () => OtlpExporter, token: string | undefined, script: Script) {
    this.#newExporter = newExporter;
    this.#token = token;
    this.#script = script;
  }

  /** @returns whether the request is for it */
  take(request: IncomingMessage, response: ServerResponse): boolean {
    if (request.method !== 'POST' || addressOf(request)?.pathname !== '/v1/traces') return false;
    this.#answer(request, response).catch(() => response.destroy());
    return true;
  }

  async end(): Promise<void> {
    this.#closing.abort();
    const limit = new Promise((resolve) => setTimeout(resolve, endMs).unref());
    await Promise.race([this.#exporter?.shutdown(), limit]);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    const { headers } = request;
    const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
    const isProtobuf = type === 'application/x-protobuf';
    const fault = applicable(this.#script.take(undefined, undefined), body?.length ?? 0, []);
    const planned = respond({ route: undefined, api: undefined, records: [] }, fault, randomUUID);
    const isTaken = planned.status < 300 && fault.hang !== true && fault.resetBefore !== 'headers';
    const refusal =
      this.#refusalOf(request, type) ??
      (isTaken ? await this.#export(body, isProtobuf, headers['content-encoding']) : undefined);
    const answer =
      refusal !== undefined
        ? { status: refusal.status, headers: { 'content-type': 'text/plain' }, body: `${refusal.message}\n` }
        : isTaken
          ? { status: 200, headers: { 'content-type': type }, body: exportResponse(isProtobuf) }
          : planned;
    await sendResponse(response, answer, fault, this.#closing.signal);
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
  async #export(
    body: Buffer | undefined,
    isProtobuf: boolean,
    encoding: string | undefined,
  ): Promise<Refusal | undefined> {
    if (body === undefined) return { status: 413, message: 'The request body is too large.' };
    try {
      const plain = encoding === 'gzip' ? gunzipSync(body, { maxOutputLength: maxBodyBytes }) : body;
      const spans = isProtobuf ? spansOfProtobuf(plain) : spansOfJson(plain.toString());
      const code = await this.#exported(spans);
      return code === 0 ? undefined : { status: 503, message: 'The inspector could not keep all of these spans.' };
    } catch (error) {
      const message = error instanceof MalformedOtlp ? error.message : 'The request body cannot be decoded.';
      return { status: 400, message };
    }
  }

  /** Resolves with 0 once the events of the spans are kept: a sender that waits for that sends no more than can be kept. */
  #exported(spans: readonly ReadableSpan[]): Promise<number> {
    this.#exporter ??= this.#newExporter();
    const exporter = this.#exporter;
    return new Promise((resolve) => exporter.export(spans, ({ code }) => resolve(code)));
  }
}
