import captured from '../../../fixtures/wire/gemini.json';
import { type Captured, isStreamed, missingFrom } from '../../support/captured';
import { gemini, inExchange, inRecord } from '../../support/forms';
import { recordOf } from '../../support/record';
import { takenApart } from '../../support/record-leaves';
import { exchangeOf, recordingOf, streamOf } from '../../support/recordings';

const exchanges = captured as unknown as readonly Captured[];
const table = exchanges.map((each) => [each.name, each] as const);

const bytesOf = {
  sse: (chunks: readonly unknown[]) => streamOf(chunks, ''),
  // As it arrives: the list's brackets and commas stand on lines of their own.
  list: (chunks: readonly unknown[]) =>
    Buffer.from(`[${chunks.map((chunk) => JSON.stringify(chunk)).join('\n,\r\n')}\n]`),
};

function exchangeOfCaptured({ path, status, request, response }: Captured, framing: keyof typeof bytesOf = 'sse') {
  const url = `https://generativelanguage.googleapis.com${path.split('?')[0]}`;
  if (!isStreamed(response)) return exchangeOf(recordingOf({ request, response }, { url, status }));
  const isCut = response.final === null;
  const bytes = bytesOf[framing](response.chunks);
  return exchangeOf(recordingOf({ request, response: bytes }, { url, status, verdict: isCut ? 'error' : 'end' }));
}

const answerOf = ({ response }: Captured): unknown => (isStreamed(response) ? response.final : response);
/** The recorder of these exchanges put log probabilities into the final answer but not into its chunks. */
const withoutLogprobs = (answer: unknown): unknown =>
  JSON.parse(JSON.stringify(answer), (key, value: unknown) => (key === 'avgLogprobs' ? undefined : value));

describe('of every captured exchange with Gemini and Vertex AI', () => {
  test.each(table)('%s: all of the request and the response is in the exchange', (_name, each) => {
    const exchange = exchangeOfCaptured(each);
    const answer = isStreamed(each.response) ? withoutLogprobs(answerOf(each)) : answerOf(each);
    expect(missingFrom(exchange.request, each.request, inExchange(gemini))).toEqual([]);
    expect(missingFrom([exchange.response, exchange.error], answer, inExchange(gemini))).toEqual([]);
  });

  test.each(table)('%s: all of it is in the record', (_name, each) => {
    const record = takenApart(recordOf(exchangeOfCaptured(each)));
    const answer = isStreamed(each.response) ? withoutLogprobs(answerOf(each)) : answerOf(each);
    expect(missingFrom(record, [each.request, answer], inRecord(gemini))).toEqual([]);
  });

  test.each(table)('%s: the output is counted with its thoughts', (_name, each) => {
    const { promptTokenCount = 0, candidatesTokenCount, thoughtsTokenCount = 0, totalTokenCount } = usageOf(each);
    const { usage } = recordOf(exchangeOfCaptured(each));
    const completion = candidatesTokenCount === undefined ? undefined : candidatesTokenCount + thoughtsTokenCount;
    expect(usage['completion_tokens']).toBe(completion);
    if (completion !== undefined) expect(promptTokenCount + completion).toBe(totalTokenCount);
  });

  test('an error has the message of the provider', () => {
    const failed = exchanges.filter(({ status }) => status !== 200);
    expect(failed.length).toBeGreaterThan(5);
    for (const each of failed) {
      const { error } = each.response as { error: { code: number; message: string } };
      expect(exchangeOfCaptured(each).error).toEqual({ type: String(error.code), message: error.message });
    }
  });

  test.each(['sse', 'list'] as const)('a stream (%s) says the same as the answer that it was made from', (framing) => {
    const streams = exchanges.filter(({ response }) => isStreamed(response) && response.final !== null);
    expect(streams.length).toBe(3);
    for (const each of streams) {
      const whole = exchangeOfCaptured({ ...each, response: withoutLogprobs(answerOf(each)) });
      expect(exchangeOfCaptured(each, framing)).toMatchObject({ response: whole.response, error: undefined });
    }
  });

  test.each(['sse', 'list'] as const)('a stream (%s) that was cut has what came', (framing) => {
    const cut = exchanges.filter(({ response }) => isStreamed(response) && response.final === null);
    expect(cut.length).toBe(1);
    for (const each of cut) {
      const { response, error } = exchangeOfCaptured(each, framing);
      expect(response.messages).toEqual([{ role: 'assistant', parts: [{ type: 'text', content: 'The capital of' }] }]);
      expect(error?.type).toBe('cut');
    }
  });
});

function usageOf(each: Captured): Readonly<Record<string, number | undefined>> {
  return (answerOf(each) as { usageMetadata?: Record<string, number> } | null)?.usageMetadata ?? {};
}
