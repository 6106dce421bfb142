import type { Exchange } from '../../src/wire/exchange';
import captured from '../fixtures/wire/openai-chat.json';
import { exchangeOf, recordingOf, streamOf } from './support/recordings';

/** An exchange of the OpenAI SDK with the API, as it was on the wire. */
interface Captured {
  readonly name: string;
  readonly path: string;
  readonly status: number;
  readonly request: unknown;
  readonly response: unknown;
}

interface Streamed {
  readonly chunks: readonly unknown[];
  /** The message that the chunks are made from; `null` if the stream did not get to its end. */
  readonly final: unknown;
  readonly errorEvent?: unknown;
}

const isStreamed = (response: unknown): response is Streamed =>
  typeof response === 'object' && response !== null && 'chunks' in response;

function exchangeOfCaptured({ path, status, request, response }: Captured): Exchange {
  const url = `https://api.openai.com${path.split('?')[0]}`;
  if (status === 0)
    return exchangeOf(
      recordingOf({ request, response: Buffer.alloc(0) }, { url, status: undefined, verdict: 'error' }),
    );
  if (!isStreamed(response)) {
    const body = typeof response === 'string' ? Buffer.from(response) : response;
    return exchangeOf(recordingOf({ request, response: body }, { url, status }));
  }
  const events = response.errorEvent === undefined ? response.chunks : [...response.chunks, response.errorEvent];
  const cut = response.final === null;
  return exchangeOf(
    recordingOf(
      { request, response: streamOf(events, cut ? '' : undefined) },
      { url, status, verdict: cut ? 'error' : 'end' },
    ),
  );
}

type Leaf = readonly [key: string, value: string | number | boolean];

/** Every text, number and truth value in it, with the property that it stands in and the one around that. */
function leavesOf(value: unknown, key = ''): readonly Leaf[] {
  if (Array.isArray(value)) return value.flatMap((each) => leavesOf(each, key));
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([name, inner]) => leavesOf(inner, `${key.split('.').at(-1)}.${name}`));
  }
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? [[key, value]] : [];
}

/** What the form itself says: it is the same for every exchange, or the place in a list says it. */
const isForm = ([key, value]: Leaf): boolean =>
  /\.(object|index)$/.test(key) ||
  (/\.type$/.test(key) && /^(function|custom|text|image_url|input_audio|file)$/.test(String(value)));

/** How a leaf is written in an exchange. */
function written([key, value]: Leaf): string {
  if (key === 'input_audio.format') return `audio/${value}`;
  return /\.(url|file_data)$/.test(key) ? String(value).replace(/^data:[^,]*,/, '') : String(value);
}

/** The leaves of `part` that `whole` has fewer of. */
function missingFrom(whole: unknown, part: unknown): readonly string[] {
  const available = new Map<string, number>();
  for (const leaf of leavesOf(whole)) available.set(written(leaf), (available.get(written(leaf)) ?? 0) + 1);
  return leavesOf(part)
    .filter((leaf) => !isForm(leaf))
    .map(written)
    .filter((text) => {
      const left = available.get(text) ?? 0;
      available.set(text, left - 1);
      return left <= 0;
    });
}

/** What was streamed of an answer and its tools' arguments, one after the other. */
const textIn = (chunks: readonly unknown[]): string =>
  leavesOf(chunks)
    .filter(([key]) => key === 'delta.content' || key === 'function.arguments')
    .map(([, value]) => value)
    .join('');

const textOf = ({ response }: Exchange): string =>
  response.messages.flatMap(({ parts }) => parts.map((part) => part['content'] ?? part['arguments'])).join('');

/** The recorder of these exchanges put Azure's filter results into the final message but not into its chunks. */
const withoutFilters = (final: unknown): unknown =>
  JSON.parse(JSON.stringify(final), (key, value: unknown) => (key.endsWith('_filter_results') ? undefined : value));

describe('of every captured exchange with the chat API', () => {
  test.each((captured as readonly Captured[]).map((each) => [each.name, each] as const))(
    '%s: all of the request and the answer is in the exchange',
    (_name, each) => {
      const exchange = exchangeOfCaptured(each);
      expect(missingFrom(exchange.request, each.request)).toEqual([]);
      const { response } = each;
      if (!isStreamed(response)) {
        const said = each.status === 0 ? [] : response;
        expect(missingFrom([exchange.response, exchange.error], said)).toEqual([]);
        expect(exchange.error?.type).toBe(
          each.status === 200 ? undefined : each.status === 0 ? 'error' : String(each.status),
        );
      } else if (response.final === null) {
        expect(textOf(exchange)).toBe(textIn(response.chunks));
        expect(missingFrom([exchange.response, exchange.error], response.errorEvent)).toEqual([]);
        expect(exchange.error?.type).toBe(response.errorEvent === undefined ? 'cut' : 'server_error');
      } else {
        expect(missingFrom(exchange.response, withoutFilters(response.final))).toEqual([]);
        expect(exchange.error).toBeUndefined();
      }
    },
  );

  test('a stream says the same as the answer that it was made from', () => {
    const streams = (captured as readonly Captured[]).filter(
      ({ response }) => isStreamed(response) && response.final !== null,
    );
    expect(streams.length).toBeGreaterThan(10);
    for (const each of streams) {
      const whole = exchangeOfCaptured({ ...each, response: withoutFilters((each.response as Streamed).final) });
      const streamed = exchangeOfCaptured(each);
      expect({ name: each.name, ...streamed.response }).toEqual({ name: each.name, ...whole.response });
    }
  });
});
