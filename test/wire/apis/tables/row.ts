import type { Exchange, LaterAnswer, Part } from '../../../../src/wire/exchange';
import { LaterAnswers } from '../../../../src/wire/later-answers';
import { readExchange, readExchanges, recordingOf, streamOf, type WholeRecording } from '../../support/recordings';

/** One call of an API, as its documentation or its SDK has it, and what is to be read of it. */
export interface Row {
  /** Who has the API, and what it is for. */
  readonly api: string;
  /** The path, as a pattern that people read. */
  readonly path: string;
  readonly url: string;
  readonly request: unknown;
  /** JSON, bytes, or {@link Streamed}. */
  readonly response: unknown;
  /** The header that names the request that is answered, where several are sent in one. */
  readonly responseStep?: string;
  readonly facts: Facts;
  /** US dollars; absent where the price library does not know the model, or not by what it is charged. */
  readonly cost?: number;
  /** What the app asks for until the job has ended, and what it gets: JSON, or the bytes of a stream. */
  readonly asked?: readonly (readonly [url: string, answer: unknown])[];
  /** What its SDK asks for beside the call: a file that it sends first. */
  readonly beside?: readonly (readonly [url: string, answer: unknown])[];
  /** What a server answers with instead, where the call is put together of what passes in both directions. */
  readonly served?: Buffer;
  /** The client's header. */
  readonly requestType?: string;
  /** The client's header that names a model. */
  readonly modelHeader?: string;
  readonly responseType?: string;
  /** No app has such a path: calls are recorded there whatever comes of them, at any host. */
  readonly isOwn?: boolean;
  /** Neither its host nor its path shows what it is, so that a call that fails is none. */
  readonly isAnywhere?: boolean;
  /** Another form of an API that is in the page already. */
  readonly isVariant?: boolean;
  /** What is not recorded of it. */
  readonly not?: string;
}

export interface Facts {
  readonly operation: string;
  readonly provider: string;
  readonly model?: string | undefined;
  readonly id?: string;
  /** The texts and media of the messages that were sent. */
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly finishReasons?: readonly string[];
  readonly system?: readonly string[];
  /** Attributes without `gen_ai.`. */
  readonly attributes?: Readonly<Record<string, unknown>>;
  /** Parameters that have no attribute. */
  readonly extra?: Readonly<Record<string, unknown>>;
  readonly error?: string;
}

/** The events of a stream. */
export class Streamed {
  readonly bytes: Buffer;
  /** @param name the field of events whose value is before their data, as the name of the event */
  constructor(events: readonly unknown[], end = '', name?: string) {
    const written = events.map((event) => {
      const type = name === undefined ? undefined : (event as Readonly<Record<string, unknown>>)[name];
      return `${type === undefined ? '' : `event: ${type}\n`}${streamOf([event], '')}`;
    });
    this.bytes = Buffer.from(written.join('') + end);
  }
}

/** A form as `fetch` sends one. */
export class SentForm {
  readonly type = 'multipart/form-data; boundary=----formdata-7';
  readonly bytes: Buffer;
  constructor(fields: Readonly<Record<string, string | readonly string[] | SentFile>>) {
    const parts = Object.entries(fields).flatMap(([name, value]) =>
      (Array.isArray(value) ? (value as readonly string[]) : [value as string | SentFile]).map((each) =>
        typeof each === 'string'
          ? Buffer.from(`Content-Disposition: form-data; name="${name}"\r\n\r\n${each}`)
          : Buffer.concat([
              Buffer.from(
                `Content-Disposition: form-data; name="${name}"; filename="${each.name}"\r\nContent-Type: ${each.type}\r\n\r\n`,
              ),
              each.bytes,
            ]),
      ),
    );
    this.bytes = Buffer.concat([
      ...parts.flatMap((part) => [Buffer.from('------formdata-7\r\n'), part, Buffer.from('\r\n')]),
      Buffer.from('------formdata-7--\r\n'),
    ]);
  }
}
export interface SentFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Buffer;
}

export const file = (name: string, type: string, words = 'Canary'): SentFile => ({
  name,
  type,
  bytes: Buffer.from(`\u0000\u0001${words}`),
});

const bytesOf = (body: unknown): Buffer =>
  body instanceof Streamed || body instanceof SentForm
    ? body.bytes
    : Buffer.isBuffer(body)
      ? body
      : Buffer.from(JSON.stringify(body));

const typeOf = (body: unknown): string =>
  body instanceof Streamed
    ? 'text/event-stream'
    : Buffer.isBuffer(body)
      ? 'application/octet-stream'
      : 'application/json';

/** The recording of a row's first request. */
export function recordingOfRow(row: Row, changes: Partial<WholeRecording> = {}): WholeRecording {
  const [url = '', query = ''] = row.url.split('?');
  return recordingOf(
    {},
    {
      url,
      query,
      requestHeaders: {
        contentType: row.requestType ?? (row.request instanceof SentForm ? row.request.type : 'application/json'),
        ...(row.modelHeader === undefined ? {} : { model: row.modelHeader }),
      },
      requestBody: row.request === undefined ? Buffer.alloc(0) : bytesOf(row.request),
      responseBody: bytesOf(row.response),
      headers: { contentType: row.responseType ?? typeOf(row.response), step: row.responseStep },
      ...changes,
    },
  );
}

/** Those that are recorded once the app has all its answers. */
export function exchangesOf(row: Row, changes?: Partial<WholeRecording>): readonly Exchange[] {
  const first = readExchanges(recordingOfRow(row, changes));
  if (row.asked === undefined) return first;
  const recorded: Exchange[] = [];
  const later = new LaterAnswers();
  const add = (exchange: Exchange | undefined): void => {
    if (exchange === undefined) throw new Error(`${row.api}: not a part of a call`);
    const { later: answer } = exchange;
    if (answer === undefined) throw new Error(`${row.api}: does not say that its answer comes later`);
    later.add({
      call: exchange,
      exchange,
      later: answer as LaterAnswer,
      record: (one) => recorded.push(one),
      bytes: 1,
    });
  };
  add(first[0]);
  for (const [url, answer] of row.asked) {
    const post = url.startsWith('POST ') ? { operationName: 'x' } : undefined;
    add(
      readExchange(
        recordingOf(
          { response: answer },
          {
            url: url.replace('POST ', ''),
            requestBody: post === undefined ? Buffer.alloc(0) : bytesOf(post),
            headers: { contentType: Buffer.isBuffer(answer) ? 'text/event-stream' : 'application/json' },
          },
        ),
      ),
    );
  }
  return recorded;
}

/** A part in a few words. */
function wordsOf(part: Part): string {
  const { type, modality, content, uri, file_id: id, mime_type: mimeType } = part;
  const kind = mimeType ?? modality;
  if (type === 'blob') {
    const size = / (\d+) bytes, SHA-256/.exec(`${content}`)?.[1] ?? Buffer.from(String(content), 'base64').length;
    return `${kind}: ${size} bytes`;
  }
  if (type === 'uri') return `${kind}: ${uri}`;
  if (type === 'file') return `${kind}: ${id}`;
  if (type === 'tool_call') return `call ${part['name']} ${JSON.stringify(part['arguments'])}`;
  if (type === 'tool_call_response') return `result ${JSON.stringify(part['response'])}`;
  return typeof content === 'string' ? content : JSON.stringify(part[type] ?? part);
}

/** What was read, in the form of {@link Facts}. */
export function factsOf(exchange: Exchange): Facts {
  const { request, response, error } = exchange;
  const attributes = { ...request.attributes, ...response.attributes };
  return {
    operation: exchange.operation,
    provider: exchange.provider,
    model: request.model,
    ...(response.id === undefined ? {} : { id: response.id }),
    input: request.messages.flatMap(({ parts }) => parts.map(wordsOf)),
    output: response.messages.flatMap(({ parts }) => parts.map(wordsOf)),
    ...(response.finishReasons === undefined ? {} : { finishReasons: response.finishReasons }),
    ...(request.systemInstructions === undefined ? {} : { system: request.systemInstructions.map(wordsOf) }),
    attributes: Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [name.replace(/^gen_ai\./, ''), value]),
    ),
    extra: request.extra,
    ...(error === undefined ? {} : { error: error.type }),
  };
}
