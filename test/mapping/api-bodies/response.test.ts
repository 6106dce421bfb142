import type { JsonObject } from '../../../src/json/json';
import { recordOf } from '../../support/call';

const said = (content: string, finishReason?: string): JsonObject => ({
  role: 'assistant',
  parts: [{ type: 'text', content }],
  ...(finishReason === undefined ? {} : { finish_reason: finishReason }),
});
const answered = (output: readonly JsonObject[], finishReasons?: unknown): JsonObject =>
  recordOf({ 'gen_ai.output.messages': JSON.stringify(output), 'gen_ai.response.finish_reasons': finishReasons })
    .response;

test('the response is the answer with its finish reason', () => {
  expect(answered([said('Paris.')], ['stop'])).toEqual({ role: 'assistant', content: 'Paris.', finish_reason: 'stop' });
});

test('of several choices the first is the response, and all are in its choices', () => {
  expect(answered([said('Paris.'), said('It is Par')], ['stop', 'length'])).toEqual({
    role: 'assistant',
    content: 'Paris.',
    finish_reason: 'stop',
    choices: [
      { index: 0, message: { role: 'assistant', content: 'Paris.' }, finish_reason: 'stop' },
      { index: 1, message: { role: 'assistant', content: 'It is Par' }, finish_reason: 'length' },
    ],
  });
});

test('without content the response is the finish reason alone', () => {
  expect(recordOf({ 'gen_ai.response.finish_reasons': ['length'] }).response).toEqual({ finish_reason: 'length' });
});

test('a call without any answer has an empty response', () => {
  expect(recordOf({ 'gen_ai.response.finish_reasons': [] }).response).toEqual({});
});

test('the output of a server-side tool stays in the answer', () => {
  const output = {
    role: 'assistant',
    parts: [
      { type: 'tool_call', id: 's', name: 'web_search', arguments: { query: 'x' } },
      { type: 'tool_call_response', id: 's', response: [{ type: 'web_search_result', url: 'u' }] },
      { type: 'text', content: 'Found.' },
    ],
  };
  expect(answered([output], ['end_turn'])).toEqual({
    role: 'assistant',
    content: [output.parts[1], { type: 'text', text: 'Found.' }],
    tool_calls: [{ id: 's', type: 'function', function: { name: 'web_search', arguments: '{"query":"x"}' } }],
    finish_reason: 'end_turn',
  });
});

describe('the finish reason', () => {
  test.each([
    ['keeps the provider’s spelling', ['end_turn'], 'end_turn'],
    ["of the conventions for tool calls is OpenAI's", ['tool_call'], 'tool_calls'],
    ["of the Vercel AI SDK for tool calls is OpenAI's", ['tool-calls'], 'tool_calls'],
    ["of the Vercel AI SDK for filtered content is OpenAI's", ['content-filter'], 'content_filter'],
    ['may be JSON', '["stop"]', 'stop'],
    ['may be a plain text', 'stop', 'stop'],
    ['is the first of a text with several', 'length, stop', 'length'],
  ])('%s', (_rule, finishReasons, expected) => {
    expect(recordOf({ 'gen_ai.response.finish_reasons': finishReasons }).response['finish_reason']).toBe(expected);
  });

  test('of the span wins over that of the message', () => {
    expect(answered([said('x', 'tool_call')], ['length'])['finish_reason']).toBe('length');
  });

  test('of the message counts where the span has none', () => {
    expect(answered([said('x', 'stop')])['finish_reason']).toBe('stop');
  });

  test('keeps the span’s spelling in the metadata', () => {
    expect(recordOf({ 'gen_ai.response.finish_reasons': ['tool-calls'] }).metadata?.['finish_reasons']).toEqual([
      'tool-calls',
    ]);
  });

  test('of the Anthropic SDK is its stop reason', () => {
    expect(recordOf({ 'anthropic.message.stop_reason': 'max_tokens' }).response).toEqual({
      finish_reason: 'max_tokens',
    });
  });
});
