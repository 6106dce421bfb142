import type { JsonObject } from '../../../src/json/json';
import type { CreateModelEvent } from '../../../src/mapping/record/model-event';
import { recordOf } from '../../support/call';
import { recordsOf } from '../../support/records';

const oi = 'openinference-langchain-4.1.1--langchain1';

const serialised = (kwargs: JsonObject, kind = 'AIMessage'): JsonObject => ({
  lc: 1,
  type: 'constructor',
  id: ['langchain_core', 'messages', kind],
  kwargs,
});

/** A call of which OpenInference has LangChain's answer. */
const answered = (kwargs: JsonObject, captureContent = true): CreateModelEvent =>
  recordOf(
    {
      'openinference.span.kind': 'LLM',
      'output.value': JSON.stringify({ generations: [[{ text: '', message: serialised(kwargs) }]] }),
    },
    { captureContent },
  );

const call = { type: 'function', function: { name: 'look', arguments: '{"at":"it"}' }, id: 'call_1' };

describe('the blocks of LangChain 1', () => {
  test.each<[what: string, block: JsonObject, message: JsonObject]>([
    ['reasoning', { type: 'reasoning', reasoning: 'Hm.', index: 0 }, { reasoning_content: 'Hm.' }],
    [
      'signed reasoning',
      { type: 'reasoning', reasoning: 'Hm.', signature: 'c2ln' },
      { reasoning_content: 'Hm.', reasoning_details: [{ signature: 'c2ln' }] },
    ],
    ['a text of a stream', { type: 'text', text: 'Hi', index: 1 }, { content: 'Hi' }],
    ['a call', { type: 'tool_call', id: 'call_1', name: 'look', args: { at: 'it' } }, { tool_calls: [call] }],
    [
      'a call of a stream',
      { type: 'tool_call_chunk', id: 'call_1', name: 'look', args: '{"at":"it"}', index: 0 },
      { tool_calls: [call] },
    ],
    [
      'a call whose arguments are no JSON',
      { type: 'invalid_tool_call', id: 'call_1', name: 'look', args: '{"at', error: 'cut' },
      { tool_calls: [{ ...call, function: { name: 'look', arguments: '{"at' }, error: 'cut' }] },
    ],
    [
      'what only a provider has',
      { type: 'non_standard', value: { type: 'redacted_thinking', data: 'ZW5j' } },
      { content: [{ type: 'redacted_thinking', data: 'ZW5j' }] },
    ],
  ])('are read: %s', (_what, block, message) => {
    expect(answered({ content: [block] }).response).toEqual({ role: 'assistant', content: null, ...message });
  });

  test('leave no trace without content', () => {
    const blocks = [
      { type: 'reasoning', reasoning: 'my secret' },
      { type: 'tool_call', name: 'look', args: { at: 'my secret' } },
      { type: 'non_standard', value: { type: 'text', text: 'my secret' } },
    ];
    const kwargs = { content: blocks, content_blocks: blocks, lc_kwargs: { content: blocks } };
    expect(JSON.stringify(answered(kwargs, false))).not.toContain('my secret');
  });
});

describe('a message says once', () => {
  test('what it was made of', () => {
    const records = recordsOf(oi, 'llm-anthropic-thinking-v1-blocks');
    for (const record of records) {
      const times = (text: string): number => JSON.stringify(record).split(text).length - 1;
      expect(times('Let me look up the weather.')).toBe(1);
      expect(record.response['reasoning_content']).toBe('The user wants the capital, I recall Paris.');
    }
    expect(records[0]?.response['tool_calls']).toHaveLength(1);
  });

  test('the items of OpenAI’s Responses API, whose ids stay', () => {
    const [first, second] = recordsOf(oi, 'llm-responses-reasoning-tools');
    expect(first?.response).toMatchObject({
      reasoning_content: 'Recalling the capital of France.',
      reasoning_details: [{ id: 'rs_fake26' }],
      finish_reason: 'tool_calls',
    });
    expect(second?.response).toMatchObject({ content: 'The capital of France is Paris.', finish_reason: 'stop' });
    expect(JSON.stringify(second?.metadata)).not.toContain('The capital of France');
    expect(JSON.stringify(second?.metadata)).toContain('msg_fake27');
  });
});

describe('what LangChain says of an answer', () => {
  test.each<[what: string, kwargs: JsonObject, reason: string]>([
    ['in the metadata', { response_metadata: { stop_reason: 'end_turn' } }, 'end_turn'],
    ['in a stream of Anthropic', { additional_kwargs: { stop_reason: 'max_tokens' } }, 'max_tokens'],
    ['by Bedrock', { response_metadata: { stopReason: 'tool_use' } }, 'tool_use'],
    ['by Gemini', { response_metadata: { finishReason: 'STOP' } }, 'STOP'],
    ['by Ollama', { response_metadata: { done_reason: 'stop' } }, 'stop'],
    ['as often as choices have it', { response_metadata: { finish_reason: 'stopstop' } }, 'stop'],
    ['by the status of OpenAI’s Responses API', { response_metadata: { status: 'completed' } }, 'stop'],
    [
      'by what cut an answer of OpenAI’s Responses API',
      { response_metadata: { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } } },
      'length',
    ],
  ])('is its finish reason: %s', (_what, kwargs, reason) => {
    expect(answered({ content: 'Hi', ...kwargs }).response['finish_reason']).toBe(reason);
  });

  test('is a count of 0 that its own counts leave out', () => {
    const { usage } = answered({
      content: '',
      usage_metadata: { input_tokens: 31, total_tokens: 31 },
      response_metadata: { usage: { prompt_tokens: 31, completion_tokens: 0, total_tokens: 31 } },
    });
    expect(usage).toEqual({ prompt_tokens: 31, completion_tokens: 0, total_tokens: 31 });
  });

  test('is the model, once', () => {
    const { model } = answered({ content: 'Hi', response_metadata: { model_name: 'gpt-4o-minigpt-4o-mini' } });
    expect(model).toBe('gpt-4o-mini');
  });
});
