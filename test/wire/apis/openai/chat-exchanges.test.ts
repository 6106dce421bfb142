import type { Exchange } from '../../../../src/wire/exchange';
import captured from '../../../fixtures/wire/openai-chat.json';
import {
  type Captured,
  exchangeOfCaptured,
  isStreamed,
  leavesOf,
  missingFrom as missing,
  type Spelling,
  type Streamed,
} from '../../support/captured';

const exchanges = captured as unknown as readonly Captured[];

const spelling: Spelling = {
  isForm: ([key, value]) =>
    /\.(object|index)$/.test(key) ||
    (/\.type$/.test(key) && /^(function|custom|text|thinking|image_url|input_audio|file)$/.test(String(value))),
  written: ([key, value]) => {
    if (key === 'input_audio.format') return `audio/${value}`;
    return /\.(url|file_data)$/.test(key) ? String(value).replace(/^data:[^,]*,/, '') : String(value);
  },
};
const missingFrom = (whole: unknown, part: unknown) => missing(whole, part, spelling);

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
  test.each(exchanges.map((each) => [each.name, each] as const))(
    '%s: all of the request and the response is in the exchange',
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

  test('a stream is read like the whole response that it was made from', () => {
    const streams = exchanges.filter(({ response }) => isStreamed(response) && response.final !== null);
    expect(streams.length).toBeGreaterThan(10);
    for (const each of streams) {
      const whole = exchangeOfCaptured({ ...each, response: withoutFilters((each.response as Streamed).final) });
      const streamed = exchangeOfCaptured(each);
      expect({ name: each.name, ...streamed.response }).toEqual({ name: each.name, ...whole.response });
    }
  });
});
