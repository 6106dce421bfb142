import captured from '../../../fixtures/wire/anthropic.json';
import {
  type Captured,
  exchangeOfCaptured,
  isStreamed,
  type Leaf,
  missingFrom,
  type Spelling,
} from '../../support/captured';
import { missingFromRecord } from '../../support/record';

const exchanges = captured as unknown as readonly Captured[];
const exchangeOf = (each: Captured) => exchangeOfCaptured(each, 'https://api.anthropic.com', '');
const table = exchanges.map((each) => [each.name, each] as const);

const forms = /^(message|thinking|text|image|document|tool_use|tool_result|custom|base64|url|file|error)$/;
const spelling: Spelling = {
  isForm: ([key, value]) => /\.type$/.test(key) && forms.test(String(value)),
  written: ([, value]) => String(value),
};
/** The conventions count what was read from the cache and written to it as input. */
const isInputCount = ([key]: Leaf): boolean => key === 'usage.input_tokens';
const answer: Spelling = { ...spelling, isForm: (leaf) => spelling.isForm(leaf) || isInputCount(leaf) };

/** Without the role, of which an answer's is always the same. */
const wholeAnswer = (response: unknown): unknown => ({ ...(response as object), role: undefined });

describe('of every captured exchange with Anthropic', () => {
  test.each(table)('%s: all of the request and the response is in the exchange', (_name, each) => {
    const exchange = exchangeOf(each);
    const { response } = each;
    const said = isStreamed(response) ? [response.final, response.errorEvent] : response;
    expect(missingFrom(exchange.request, withoutResultRoles(each.request), spelling)).toEqual([]);
    expect(missingFrom(exchange, isStreamed(response) ? said : wholeAnswer(said), answer)).toEqual([]);
  });

  test.each(table)('%s: all of it is in the fields of the record', (_name, each) => {
    expect(missingFromRecord(exchangeOf(each), each).filter((aspect) => !isServerTool(each, aspect))).toEqual([]);
  });

  test('an error has the message of the provider', () => {
    const errors = exchanges.flatMap((each) => exchangeOf(each).error ?? []);
    expect(new Set(errors.map(({ type }) => type))).toEqual(
      new Set(['400', '401', '429', '500', '529', 'overloaded_error', 'cut']),
    );
  });

  test('a stream is read like the whole response that it was made from', () => {
    const streams = exchanges.filter(({ response }) => isStreamed(response) && response.final !== null);
    expect(streams.length).toBeGreaterThan(5);
    for (const each of streams) {
      const whole = exchangeOf({ ...each, response: isStreamed(each.response) ? each.response.final : undefined });
      expect({ name: each.name, ...exchangeOf(each).response }).toEqual({ name: each.name, ...whole.response });
    }
  });
});

/** A tool's result is the user's message here, and the tool's own elsewhere. */
const withoutResultRoles = ({ messages, ...request }: Captured['request']): unknown => ({
  ...request,
  messages: (messages as readonly object[]).map((message) =>
    JSON.stringify(message).includes('"tool_result"') ? { ...message, role: undefined } : message,
  ),
});

/** A call that Anthropic executes itself is content: the app has nothing to execute. */
const isServerTool = (each: Captured, aspect: string): boolean =>
  aspect === 'output tool call' && JSON.stringify(each.response).includes('server_tool_use');
