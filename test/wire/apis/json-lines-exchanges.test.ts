import cohereExchanges from '../../fixtures/wire/cohere.json';
import ollamaExchanges from '../../fixtures/wire/ollama.json';
import { type Captured, isStreamed, missingFrom } from '../support/captured';
import { cohere, type Forms, inExchange, inRecord, ollama } from '../support/forms';
import { recordOf } from '../support/record';
import { takenApart } from '../support/record-leaves';
import { exchangeOf, recordingOf, streamOf } from '../support/recordings';

interface Provider {
  readonly origin: string;
  readonly exchanges: readonly Captured[];
  readonly forms: Forms;
}

const providers: readonly (readonly [name: string, provider: Provider])[] = [
  [
    'Cohere',
    { origin: 'https://api.cohere.com', exchanges: cohereExchanges as unknown as readonly Captured[], forms: cohere },
  ],
  [
    'Ollama',
    { origin: 'http://127.0.0.1:11434', exchanges: ollamaExchanges as unknown as readonly Captured[], forms: ollama },
  ],
];

/** Version 2 of Cohere sends events, version 1 and Ollama lines. */
const bytesOf = (path: string, chunks: readonly unknown[]): Buffer =>
  path.startsWith('/v2')
    ? streamOf(chunks, '')
    : Buffer.from(chunks.map((chunk) => `${JSON.stringify(chunk)}\n`).join(''));

function exchangeOfCaptured(origin: string, { path, status, request, response }: Captured) {
  const url = origin + path;
  if (!isStreamed(response)) return exchangeOf(recordingOf({ request, response }, { url, status }));
  const events = response.errorEvent === undefined ? response.chunks : [...response.chunks, response.errorEvent];
  const isCut = response.final === null && response.errorEvent === undefined;
  const headers = { contentType: path.startsWith('/v2') ? 'text/event-stream' : 'application/x-ndjson' };
  const recording = { url, status, headers, verdict: isCut ? ('error' as const) : ('end' as const) };
  return exchangeOf(recordingOf({ request, response: bytesOf(path, events) }, recording));
}

const answerOf = ({ response }: Captured): unknown =>
  isStreamed(response) ? (response.final ?? response.errorEvent) : response;

describe.each(providers)('of every exchange with %s', (_provider, { origin, exchanges, forms }) => {
  const table = exchanges.map((each) => [each.name, each] as const);

  test.each(table)('%s: all of the request and the response is in the exchange', (_name, each) => {
    const exchange = exchangeOfCaptured(origin, each);
    expect(missingFrom(exchange.request, each.request, inExchange(forms))).toEqual([]);
    expect(missingFrom([exchange.response, exchange.error], answerOf(each), inExchange(forms))).toEqual([]);
  });

  test.each(table)('%s: all of it is in the record', (_name, each) => {
    const record = takenApart(recordOf(exchangeOfCaptured(origin, each)));
    expect(missingFrom(record, [each.request, answerOf(each)], inRecord(forms))).toEqual([]);
  });

  test.each(table.filter(([, { response }]) => isStreamed(response) && response.final !== null))(
    '%s: the stream is read like the whole response that it was made from',
    (_name, each) => {
      const whole = exchangeOfCaptured(origin, { ...each, response: answerOf(each) });
      const streamed = exchangeOfCaptured(origin, each);
      expect(withoutId(streamed.response)).toEqual(withoutId(whole.response));
      expect(streamed.error).toBeUndefined();
    },
  );
});

/** The recorder of version 1 gave the stream's beginning another id than its end. */
const withoutId = <T extends { readonly id?: string | undefined }>(response: T): T => ({ ...response, id: undefined });

describe('an error', () => {
  const named = (name: string) => {
    const found = providers.flatMap(([, { origin, exchanges }]) =>
      exchanges.filter((each) => each.name === name).map((each) => exchangeOfCaptured(origin, each)),
    );
    return found[0];
  };
  test.each([
    ['cohere v1-err-429', '429', 'invalid request: model not found'],
    ['v2-chat-unknown-model', '404', expect.stringContaining("model 'command-nope' not found")],
    ['chat-unknown-model', '404', "model 'nope' not found"],
    ['chat-stream-error', 'error', expect.stringContaining('unexpected EOF')],
    ['chat-stream-cut', 'cut', undefined],
  ])('of %s has the message of the provider', (name, type, message) => {
    expect(named(name)?.error).toEqual({ type, message });
  });

  test.each(['chat-stream-error', 'chat-stream-cut'])('in the middle of a stream (%s) leaves what came', (name) => {
    expect(named(name)?.response.messages).toEqual([
      { role: 'assistant', parts: [{ type: 'text', content: 'It is ' }] },
    ]);
  });
});
