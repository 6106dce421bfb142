import { openaiCompletions } from '../../../../src/wire/apis/openai/completions';
import captured from '../../../fixtures/wire/openai-completions.json';
import { type Captured, exchangeOfCaptured, isStreamed, missingFrom } from '../../support/captured';
import { missingFromRecord } from '../../support/record';
import { exchangeOf, recordingOf, streamOf } from '../../support/recordings';

const exchanges = captured as unknown as readonly Captured[];
const spelling = {
  isForm: ([key]: readonly [string, unknown]) => /\.(object|index)$/.test(key),
  written: ([, value]: readonly [string, unknown]) => String(value),
};

describe('of every captured exchange with the completions API', () => {
  test.each(exchanges.map((each) => [each.name, each] as const))(
    '%s: all of it is in the exchange and in the record',
    (_name, each) => {
      const exchange = exchangeOfCaptured(each);
      const { response } = each;
      expect(exchange.operation).toBe('text_completion');
      expect(missingFrom(exchange, each.request, spelling)).toEqual([]);
      expect(missingFrom(exchange, isStreamed(response) ? response.final : response, spelling)).toEqual([]);
      expect(missingFromRecord(exchange, each)).toEqual([]);
    },
  );
});

const url = 'https://api.openai.com/v1/completions';
const text = (content: string) => ({ role: 'user', parts: [{ type: 'text', content }] });

describe('a prompt', () => {
  test.each<[string, unknown, unknown]>([
    ['that is a text is a message', 'a', [text('a')]],
    ['of several texts is a message each', ['a', 'b'], [text('a'), text('b')]],
    ['of tokens is a message', [1, 2], [{ role: 'user', parts: [{ type: 'tokens', tokens: [1, 2] }] }]],
    [
      'of several lists of tokens is a message each',
      [[1], [2]],
      [
        { role: 'user', parts: [{ type: 'tokens', tokens: [1] }] },
        { role: 'user', parts: [{ type: 'tokens', tokens: [2] }] },
      ],
    ],
  ])('%s', (_rule, prompt, messages) => {
    expect(openaiCompletions.readRequest({ model: 'm', prompt }, '/v1/completions').messages).toEqual(messages);
  });

  test('of a chat is no prompt of a completion', () => {
    const request = { model: 'm', messages: [] };
    const chat = recordingOf({ request }, { url: 'https://api.openai.com/v1/chat/completions' });
    expect(exchangeOf(chat).operation).toBe('chat');
    expect(openaiCompletions.recognises(request, '/v1/completions')).toBe(false);
  });
});

describe('a streamed completion', () => {
  const chunk = (index: number, content: string, finish_reason: string | null = null, logprobs: unknown = null) => ({
    id: 'cmpl-1',
    object: 'text_completion',
    model: 'm',
    choices: [{ index, text: content, logprobs, finish_reason }],
  });
  const tokens = (...names: string[]) => ({ tokens: names, token_logprobs: names.map(() => -0.5) });
  const request = { model: 'm', prompt: 'x', stream: true };

  test('of several choices has each of them whole', () => {
    const chunks = [
      chunk(1, 'Lon', null, tokens('Lon')),
      chunk(0, 'Pa'),
      chunk(1, 'don', 'length', tokens('don')),
      chunk(0, 'ris', 'stop'),
    ];
    const { response, error } = exchangeOf(recordingOf({ request, response: streamOf(chunks) }, { url }));
    expect(error).toBeUndefined();
    expect(response.messages).toEqual([
      { role: 'assistant', parts: [{ type: 'text', content: 'Paris' }], finish_reason: 'stop' },
      { role: 'assistant', parts: [{ type: 'text', content: 'London' }], finish_reason: 'length' },
    ]);
    expect(response.extra['logprobs']).toEqual([null, tokens('Lon', 'don')]);
  });

  test('that was cut has what had arrived', () => {
    const recording = recordingOf(
      { request, response: streamOf([chunk(0, 'Pa')], '') },
      { url, verdict: 'error', failure: { name: 'Error', code: 'ECONNRESET', message: 'gone' } },
    );
    expect(exchangeOf(recording)).toMatchObject({
      error: { type: 'cut', message: 'gone' },
      response: { messages: [{ parts: [{ type: 'text', content: 'Pa' }] }] },
    });
  });
});

test('a gap in code has a request like a completion, and a response like chat', () => {
  const recording = recordingOf(
    { request: { model: 'codestral-latest', prompt: 'def f(', suffix: 'return a + b' } },
    { url: 'https://api.mistral.ai/v1/fim/completions' },
  );
  expect(exchangeOf(recording)).toMatchObject({
    operation: 'text_completion',
    provider: 'mistral_ai',
    request: { messages: [text('def f(')], extra: { suffix: 'return a + b' } },
    response: {
      messages: [{ role: 'assistant', parts: [{ type: 'text', content: 'Paris.' }], finish_reason: 'stop' }],
    },
  });
});
