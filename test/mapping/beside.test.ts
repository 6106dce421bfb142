import type { CreateModelEvent } from '../../src/mapping/record/model-event';
import { recordOf } from '../support/call';

type Loose = Readonly<Record<string, unknown>>;

const cached = { cache_control: { type: 'ephemeral' } };

const told = (role: string, ...parts: readonly Loose[]): CreateModelEvent =>
  recordOf({ 'gen_ai.input.messages': JSON.stringify([{ role, parts }]) });

describe('other members of a part', () => {
  test.each<[string, string, readonly Loose[], Loose]>([
    [
      'are members of the message if the part is its only text, which stays a text',
      'user',
      [{ type: 'text', content: 'Hi', ...cached }],
      { role: 'user', content: 'Hi', ...cached },
    ],
    [
      'stay in the part if it is one of several texts',
      'user',
      [
        { type: 'text', content: 'A book', ...cached },
        { type: 'text', content: 'A question' },
      ],
      {
        role: 'user',
        content: [
          { type: 'text', text: 'A book', ...cached },
          { type: 'text', text: 'A question' },
        ],
      },
    ],
    [
      'stay in the part if a field of messages has their name',
      'assistant',
      [{ type: 'text', content: 'Hi', name: 'of the part' }],
      { role: 'assistant', content: [{ type: 'text', text: 'Hi', name: 'of the part' }] },
    ],
    [
      'are left out if they are empty',
      'assistant',
      [{ type: 'output_text', text: 'Hi', annotations: [], logprobs: null, refusal: '', about: {} }],
      { role: 'assistant', content: 'Hi' },
    ],
    [
      'beside a text is there with an image, too',
      'user',
      [
        { type: 'text', content: 'This?', ...cached },
        { type: 'uri', modality: 'image', uri: 'https://a.test/b.png' },
      ],
      {
        role: 'user',
        content: [
          { type: 'text', text: 'This?', ...cached },
          { type: 'image_url', image_url: { url: 'https://a.test/b.png' } },
        ],
      },
    ],
    [
      'beside a thought is a detail of the reasoning',
      'assistant',
      [
        { type: 'thinking', thinking: 'Hm.', signature: 's1' },
        { type: 'thinking', thinking: 'Aha.', signature: 's2' },
        { type: 'text', content: 'Yes.' },
      ],
      {
        role: 'assistant',
        content: 'Yes.',
        reasoning_content: 'Hm.\nAha.',
        reasoning_details: [{ signature: 's1' }, { signature: 's2' }],
      },
    ],
    [
      'of a thought that is kept secret is all of it',
      'assistant',
      [{ type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'gAAA' }],
      { role: 'assistant', content: null, reasoning_details: [{ id: 'rs_1', encrypted_content: 'gAAA' }] },
    ],
    [
      'of a refusal are members of the message',
      'assistant',
      [{ type: 'refusal', refusal: 'No.', category: 'x' }],
      { role: 'assistant', content: null, refusal: 'No.', category: 'x' },
    ],
    [
      "of Gemini's, which have no type, is kept as well",
      'model',
      [{ text: 'Hi', thoughtSignature: 'abc' }],
      { role: 'assistant', content: 'Hi', thoughtSignature: 'abc' },
    ],
  ])('%s', (_rule, role, parts, expected) => {
    expect(told(role, ...parts).messages).toEqual([expected]);
  });
});

describe('other members of a tool call', () => {
  const called = { id: 'c1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } };

  test.each<[string, Loose]>([
    ['as the conventions have it', { type: 'tool_call', id: 'c1', name: 'f', arguments: { a: 1 } }],
    ["as OpenAI's chat API has it", { type: 'function', id: 'c1', function: { name: 'f', arguments: '{"a":1}' } }],
    ['of Anthropic', { type: 'tool_use', id: 'c1', name: 'f', input: { a: 1 } }],
    ["of Bedrock's Converse", { toolUse: { toolUseId: 'c1', name: 'f', input: { a: 1 } } }],
    ['of Gemini', { functionCall: { id: 'c1', name: 'f', args: { a: 1 } } }],
    ['of the Vercel AI SDK', { type: 'tool-call', toolCallId: 'c1', toolName: 'f', input: { a: 1 } }],
  ])('%s are members of the call', (_form, part) => {
    const beside = { ...cached, thoughtSignature: 'abc' };
    const isChat = part['type'] === 'function';
    const message = isChat
      ? { role: 'assistant', content: null, tool_calls: [{ ...part, ...beside }] }
      : { role: 'assistant', content: [{ ...part, ...beside }] };
    const record = recordOf({ 'gen_ai.input.messages': JSON.stringify([message]) });
    expect(record.messages).toEqual([{ role: 'assistant', content: null, tool_calls: [{ ...called, ...beside }] }]);
  });
});

describe('whether a tool failed', () => {
  test.each<[string, Loose, Loose]>([
    ['of Anthropic', { type: 'tool_result', tool_use_id: 'c1', content: 'no', is_error: true }, { is_error: true }],
    [
      "of Bedrock's Converse",
      { toolResult: { toolUseId: 'c1', content: [{ text: 'no' }], status: 'error' } },
      { status: 'error' },
    ],
    [
      'of the Vercel AI SDK',
      { type: 'tool-result', toolCallId: 'c1', toolName: 'f', output: { type: 'error-text', value: 'no' } },
      { is_error: true },
    ],
  ])('%s is a member of the tool message', (_form, part, beside) => {
    expect(told('user', part).messages).toEqual([{ role: 'tool', content: 'no', tool_call_id: 'c1', ...beside }]);
  });

  test('is not mixed with the members of the parts of the answer', () => {
    const answer = [{ type: 'text', text: 'no', ...cached }];
    expect(told('user', { type: 'tool_result', tool_use_id: 'c1', content: answer }).messages).toEqual([
      { role: 'tool', content: answer, tool_call_id: 'c1' },
    ]);
  });
});

test('without content, no such member is in the record', () => {
  const parts = [
    { type: 'thinking', thinking: 'Hm.', signature: 'canary' },
    { type: 'text', content: 'Hi', citations: ['canary'] },
    { type: 'tool_call', id: 'c1', name: 'f', arguments: {}, thoughtSignature: 'canary' },
  ];
  const messages = JSON.stringify([{ role: 'assistant', parts }]);
  const attributes = { 'gen_ai.input.messages': messages, 'gen_ai.output.messages': messages };
  expect(JSON.stringify(recordOf(attributes, { captureContent: false }))).not.toContain('canary');
  expect(JSON.stringify(recordOf(attributes)).split('canary')).toHaveLength(7);
});
