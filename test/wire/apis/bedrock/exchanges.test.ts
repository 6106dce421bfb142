import captured from '../../../fixtures/wire/bedrock.json';
import { encodeEvent, encodeException } from '../../../support/providers/event-stream.cjs';
import { type Captured, isStreamed, missingFrom } from '../../support/captured';
import { bedrock, type Forms, inExchange, inRecord } from '../../support/forms';
import { recordOf } from '../../support/record';
import { takenApart } from '../../support/record-leaves';
import { exchangeOf, recordingOf } from '../../support/recordings';

const exchanges = captured as unknown as readonly Captured[];
const table = exchanges.map((each) => [each.name, each] as const);

/** Converse names its events beside them; what a model is invoked for comes as the bytes of its own events. */
const encoded = (chunk: unknown): Buffer =>
  Array.isArray(chunk)
    ? encodeEvent(String(chunk[0]), chunk[1])
    : encodeEvent('chunk', { bytes: Buffer.from(JSON.stringify(chunk)).toString('base64') });

function exchangeOfCaptured({ path, status, request, response }: Captured, last: readonly Buffer[] = []) {
  const url = `https://bedrock-runtime.us-east-1.amazonaws.com${path}`;
  if (!isStreamed(response)) return exchangeOf(recordingOf({ request, response }, { url, status }));
  const bytes = Buffer.concat([...response.chunks.map(encoded), ...last]);
  const verdict = response.final === null ? 'error' : 'end';
  const headers = { contentType: 'application/vnd.amazon.eventstream' };
  return exchangeOf(recordingOf({ request, response: bytes }, { url, status, verdict, headers }));
}

/** An answer repeats the prompt. */
const answerForms: Forms = { ...bedrock, isForm: (leaf) => bedrock.isForm(leaf) || /\.prompt$/.test(leaf[0]) };

const answerOf = ({ response }: Captured): unknown => (isStreamed(response) ? response.final : response);
/** Of a stream that the recorder counted differently from its final answer. */
const withoutCounts = (answer: unknown): unknown =>
  JSON.parse(JSON.stringify(answer), (key, value: unknown) => (/(_count|Count)$/.test(key) ? undefined : value));

describe('of every captured exchange with Bedrock', () => {
  test.each(table)('%s: all of the request and the response is in the exchange', (_name, each) => {
    const exchange = exchangeOfCaptured(each);
    const answer = isStreamed(each.response) ? withoutCounts(answerOf(each)) : answerOf(each);
    expect(missingFrom(exchange.request, each.request, inExchange(bedrock))).toEqual([]);
    expect(missingFrom([exchange.response, exchange.error], answer, inExchange(answerForms))).toEqual([]);
    expect(exchange.provider).toBe('aws.bedrock');
    expect(exchange.request.model).toBe(decodeURIComponent(each.path.split('/')[2] ?? ''));
  });

  test.each(table)('%s: all of it is in the record', (_name, each) => {
    const record = takenApart(recordOf(exchangeOfCaptured(each)));
    const answer = isStreamed(each.response) ? withoutCounts(answerOf(each)) : answerOf(each);
    expect(missingFrom(record, [each.request, answer], inRecord(answerForms))).toEqual([]);
  });

  test('an error has the message of the provider', () => {
    const failed = exchanges.filter(({ status }) => status !== 200);
    expect(failed.length).toBeGreaterThan(5);
    for (const each of failed) {
      const { message } = each.response as { message: string };
      expect(exchangeOfCaptured(each).error).toEqual({ type: String(each.status), message });
    }
  });

  test('a stream of Converse is read like the whole response that it was made from', () => {
    const streams = exchanges.filter(
      ({ path, response }) => path.endsWith('/converse-stream') && isStreamed(response) && response.final !== null,
    );
    expect(streams.length).toBe(3);
    for (const each of streams) {
      const whole = exchangeOfCaptured({ ...each, response: answerOf(each) });
      expect(exchangeOfCaptured(each)).toMatchObject({ response: whole.response, error: undefined });
    }
  });

  test('a stream of an invoked model has the messages of the whole response that it was made from', () => {
    const streams = exchanges.filter(({ path }) => path.endsWith('/invoke-with-response-stream'));
    expect(streams.length).toBe(6);
    for (const each of streams) {
      const whole = exchangeOfCaptured({ ...each, response: answerOf(each) });
      const streamed = exchangeOfCaptured(each);
      expect({ name: each.name, messages: streamed.response.messages }).toEqual({
        name: each.name,
        messages: whole.response.messages,
      });
      expect(streamed.error).toBeUndefined();
    }
  });

  test('a stream that was cut has what came', () => {
    const cut = exchanges.filter(({ response }) => isStreamed(response) && response.final === null);
    expect(cut.length).toBe(1);
    for (const each of cut) {
      const { response, error } = exchangeOfCaptured(each);
      expect(response.messages).toEqual([
        { role: 'assistant', parts: [{ type: 'text', content: 'The capital of France is Pa' }] },
      ]);
      expect(error?.type).toBe('cut');
    }
  });

  test.each(['converse-stream', 'invoke-stream-llama', 'invoke-stream-anthropic'])(
    'an exception in the middle of %s is its error, beside what came',
    (name) => {
      const each = exchanges.find((one) => one.name === name);
      if (each === undefined || !isStreamed(each.response)) throw new Error(`no exchange ${name}`);
      const response = { ...each.response, chunks: each.response.chunks.slice(0, 3) };
      const exception = encodeException('throttlingException', { message: 'Too many tokens, please wait.' });
      const exchange = exchangeOfCaptured({ ...each, response }, [exception]);
      expect(exchange.error).toEqual({ type: 'throttlingException', message: 'Too many tokens, please wait.' });
      expect(JSON.stringify(exchange.response.messages)).toContain('The capit');
    },
  );
});
