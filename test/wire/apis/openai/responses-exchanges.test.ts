import captured from '../../../fixtures/wire/openai-responses.json';
import { type Captured, exchangeOfCaptured, isStreamed, missingFrom, type Spelling } from '../../support/captured';
import { missingFromRecord } from '../../support/record';

const exchanges = captured as unknown as readonly Captured[];
const exchangeOf = (each: Captured) => exchangeOfCaptured(each, 'https://api.openai.com', '');

const spelling: Spelling = {
  isForm: ([key, value]) =>
    /\.object$/.test(key) ||
    value === 'completed' ||
    (/\.type$/.test(key) &&
      /^(message|reasoning|refusal|summary_text|(function|custom_tool)_call|((in|out)put_)?(text|image|file)|function_call_output)$/.test(
        String(value),
      )),
  written: ([key, value]) =>
    /\.(image_url|file_data)$/.test(key) ? String(value).replace(/^data:[^,]*,/, '') : String(value),
};

/** An answer also repeats the request, with the defaults filled in. */
function answerOf(response: unknown): unknown {
  const { id, created_at, status, model, output, usage, error, incomplete_details, service_tier } =
    response as Readonly<Record<string, unknown>>;
  return { id, created_at, status, model, output, usage, error, incomplete_details, service_tier };
}

describe('of every captured exchange with the responses API', () => {
  test.each(exchanges.map((each) => [each.name, each] as const))(
    '%s: all of the request and the response is in the exchange',
    (_name, each) => {
      const exchange = exchangeOf(each);
      const { response } = each;
      expect(missingFrom(exchange, each.request, spelling)).toEqual([]);
      if (!isStreamed(response)) expect(missingFrom(exchange, answerOf(response), spelling)).toEqual([]);
      else if (response.final !== null) expect(missingFrom(exchange, answerOf(response.final), spelling)).toEqual([]);
      const isCut = isStreamed(response) && response.final === null;
      expect(exchange.error?.type).toBe(isCut ? 'cut' : each.status === 200 ? undefined : String(each.status));
    },
  );

  test.each(exchanges.map((each) => [each.name, each] as const))(
    '%s: all of it is in the fields of the record',
    (_name, each) => {
      expect(missingFromRecord(exchangeOf(each), each)).toEqual([]);
    },
  );
});
