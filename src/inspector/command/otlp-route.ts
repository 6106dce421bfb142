import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ReadableSpan } from '../../mapping/span/span-view';
import type { OtlpLogRecord } from '../../otlp';
import { tooLarge } from '../../otlp/http/decoded-body';
import { OtlpIntake } from '../../otlp/http/intake';
import { isSame } from '../../otlp/http/is-same';
import type { OtlpRefusal } from '../../otlp/http/refusal';
import { type OtlpRequest, refusalOfHead, signalAt } from '../../otlp/http/request';
import { type OtlpOutcome, otlpResponse } from '../../otlp/http/response';
import { addressOf, refusalOfOrigin } from '../access';
import { applicable, type Script } from '../fault';
import { maxBodyBytes, readBody } from '../parse-request';
import { respond } from '../response';
import { sendResponse } from '../send-response';

/** What makes events of spans: an exporter of this package. */
export interface OtlpExporter {
  export(spans: readonly ReadableSpan[], done: (result: { readonly code: number }) => void): void;
  /** Takes the content that some instrumentations put into log events. */
  emit(logRecord: OtlpLogRecord): void;
  shutdown(): Promise<void>;
}

const limits = { maxBytes: maxBodyBytes, maxItems: 1_000_000 };

/** How long the end waits for events that are still to be made of spans. */
const endMs = 2000;

/** Takes spans and log events of apps in any language, by OTLP over HTTP, and gives them to an exporter. */
export class OtlpRoute {
  readonly #newExporter: () => OtlpExporter;
  readonly #token: string | undefined;
  readonly #script: Script;
  readonly #closing = new AbortController();
  readonly #intake = new OtlpIntake(
    {
      takeSpans: (spans) => this.#exported(spans),
      takeLogRecords: (logRecords) => {
        for (const logRecord of logRecords) this.#opened.emit(logRecord);
        return undefined;
      },
    },
    limits,
  );
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
    const path = addressOf(request)?.pathname ?? '';
    if (request.method !== 'POST' || signalAt(path) === undefined) return false;
    this.#answer(request, path, response).catch(() => response.destroy());
    return true;
  }

  async end(): Promise<void> {
    this.#closing.abort();
    const limit = new Promise((resolve) => setTimeout(resolve, endMs).unref());
    await Promise.race([this.#exporter?.shutdown(), limit]);
  }

  async #answer(request: IncomingMessage, path: string, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    const { 'content-type': contentType, 'content-encoding': contentEncoding } = request.headers;
    const head = { path, contentType, contentEncoding };
    const fault = applicable(this.#script.take(undefined, undefined), body?.length ?? 0, []);
    const planned = respond({ route: undefined, api: undefined, records: [] }, fault, randomUUID);
    const isTaken = planned.status < 300 && fault.hang !== true && fault.resetBefore !== 'headers';
    const refusal = this.#refusalOf(request, head);
    const answer = refusal === undefined && !isTaken ? planned : await this.#answerTo(head, body, refusal);
    await sendResponse(response, answer, fault, this.#closing.signal);
  }

  #refusalOf(request: IncomingMessage, head: Omit<OtlpRequest, 'body'>): OtlpRefusal | undefined {
    const token = this.#token;
    const foreign = refusalOfOrigin(request, token !== undefined);
    if (foreign !== undefined) return foreign;
    if (token !== undefined && !isSame(`Bearer ${token}`, request.headers.authorization)) {
      return { status: 401, message: 'The header Authorization has to be "Bearer" and the token of the inspector.' };
    }
    return refusalOfHead(head);
  }

  async #answerTo(head: Omit<OtlpRequest, 'body'>, body: Buffer | undefined, refusal: OtlpRefusal | undefined) {
    if (refusal !== undefined) return otlpResponse(head, refusal);
    if (body === undefined) return otlpResponse(head, tooLarge(maxBodyBytes));
    return this.#intake.accept({ ...head, body });
  }

  get #opened(): OtlpExporter {
    this.#exporter ??= this.#newExporter();
    return this.#exporter;
  }

  /** Resolves once the events of the spans are kept: a sender that waits for that sends no more than can be kept. */
  #exported(spans: readonly ReadableSpan[]): Promise<OtlpOutcome> {
    const refusal = { status: 503, message: 'The inspector could not keep all of these spans.' };
    return new Promise((resolve) =>
      this.#opened.export(spans, ({ code }) => resolve(code === 0 ? undefined : refusal)),
    );
  }
}
