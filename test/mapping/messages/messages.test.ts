import type { Json, JsonObject } from '../../../src/json/json';
import { recordOf } from '../../support/call';

const sent = (...messages: readonly Json[]): unknown =>
  recordOf({ 'gen_ai.input.messages': JSON.stringify(messages) }).messages;
const sentParts = (...parts: readonly Json[]): unknown => sent({ role: 'user', parts });
const user = (content: unknown): unknown => [{ role: 'user', content }];

const address = 'https://example.com/a.pdf';
const pdf = 'application/pdf';
/** The address of a file as producers write it, and what stands beside it in a record. */
const addressed: readonly (readonly [whose: string, part: JsonObject, beside: JsonObject])[] = [
  ['the conventions', { type: 'uri', modality: 'document', mime_type: pdf, uri: address }, { mime_type: pdf }],
  ["OpenAI's responses", { type: 'input_file', file_url: address, filename: 'a.pdf' }, { filename: 'a.pdf' }],
  ['Anthropic', { type: 'document', source: { type: 'url', url: address }, title: 'A' }, { title: 'A' }],
  ['Gemini', { fileData: { fileUri: address, mimeType: pdf } }, { mime_type: pdf }],
  ['version 5 of the AI SDK', { type: 'file', mediaType: pdf, data: address }, { mime_type: pdf }],
  [
    'version 7 of the AI SDK',
    { type: 'file', mediaType: pdf, data: { type: 'url', url: address }, filename: 'a.pdf' },
    { mime_type: pdf, filename: 'a.pdf' },
  ],
  ['LangChain', { type: 'file', url: address, mimeType: pdf }, { mime_type: pdf }],
];

describe('a message in the record', () => {
  test.each<[string, unknown, unknown]>([
    ['has a text as its content', sentParts({ type: 'text', content: 'Hi' }), user('Hi')],
    [
      'has several texts joined by a newline',
      sentParts({ type: 'text', content: 'a' }, { type: 'text', content: 'b' }),
      user('a\nb'),
    ],
    ['keeps an empty text', sentParts({ type: 'text', content: '' }), user('')],
    ['is none if it is empty', sent({ role: 'user', parts: [{ type: 'text' }] }, { role: 'user', parts: [] }), []],
    [
      'lists texts and images as the chat API does',
      sentParts(
        { type: 'text', content: 'What is it?' },
        { type: 'uri', modality: 'image', uri: 'https://example.com/c.png' },
      ),
      user([
        { type: 'text', text: 'What is it?' },
        { type: 'image_url', image_url: { url: 'https://example.com/c.png' } },
      ]),
    ],
    [
      'has reasoning under its shorter name, once',
      sent({ role: 'assistant', content: 'Yes', reasoning: 'Hm', reasoning_content: '' }),
      [{ role: 'assistant', content: 'Yes', reasoning_content: 'Hm' }],
    ],
    [
      'keeps a second reasoning beside the first, and one that is not read',
      sent(
        { role: 'assistant', content: 'Yes', reasoning: 'Hm', reasoning_content: 'So' },
        { role: 'assistant', content: 'No', reasoning: { effort: 'low' } },
        { role: 'assistant', parts: [{ type: 'text', content: 'No' }], reasoning: 'Hm' },
      ),
      [
        { role: 'assistant', content: 'Yes', reasoning_content: 'So', reasoning: 'Hm' },
        { role: 'assistant', content: 'No', reasoning: { effort: 'low' } },
        { role: 'assistant', content: 'No', reasoning: 'Hm' },
      ],
    ],
    [
      'has reasoning that is an object',
      sent({ role: 'assistant', content: 'Yes', reasoning_content: { text: 'Hm', signature: 's' } }),
      [{ role: 'assistant', content: 'Yes', reasoning_content: 'Hm', reasoning_details: [{ signature: 's' }] }],
    ],
    [
      'has the images beside its parts among them',
      sent({
        role: 'user',
        parts: [{ type: 'text', content: 'What is it?' }],
        images: [{ type: 'image_url', image_url: { url: 'https://example.com/c.png' } }],
      }),
      user([
        { type: 'text', text: 'What is it?' },
        { type: 'image_url', image_url: { url: 'https://example.com/c.png' } },
      ]),
    ],
    [
      'has an inline image as a data URL, with its detail',
      sentParts({ type: 'blob', modality: 'image', mime_type: 'image/png', content: 'iVBO', detail: 'low' }),
      user([{ type: 'image_url', image_url: { url: 'data:image/png;base64,iVBO', detail: 'low' } }]),
    ],
    [
      'has audio by its format',
      sentParts({ type: 'blob', modality: 'audio', mime_type: 'audio/mpeg', content: 'UklG' }),
      user([{ type: 'input_audio', input_audio: { data: 'UklG', format: 'mp3' } }]),
    ],
    [
      'has a file by its id',
      sentParts({ type: 'file', modality: 'document', file_id: 'file_1' }),
      user([{ type: 'file', file: { file_id: 'file_1' } }]),
    ],
    [
      'has an inline document as a file, with its name',
      sentParts({
        type: 'blob',
        modality: 'document',
        mime_type: 'application/pdf',
        content: 'JVBE',
        filename: 'a.pdf',
      }),
      user([{ type: 'file', file: { file_data: 'data:application/pdf;base64,JVBE', filename: 'a.pdf' } }]),
    ],
    ...addressed.map(([whose, part, file]): [string, unknown, unknown] => [
      `has the address of a file in a file, in the form of ${whose}`,
      sentParts(part),
      user([{ type: 'file', file: { file_url: 'https://example.com/a.pdf', ...file } }]),
    ]),
    [
      'keeps a part of unknown type as it was',
      sentParts({ type: 'uri', modality: 'video', uri: 'gs://bucket/v.mp4' }, { type: 'anthropic_image' }),
      user([{ type: 'uri', modality: 'video', uri: 'gs://bucket/v.mp4' }, { type: 'anthropic_image' }]),
    ],
    [
      'has reasoning and refusals beside the content',
      sent({
        role: 'assistant',
        parts: [
          { type: 'reasoning', content: 'hm' },
          { type: 'refusal', refusal: 'No.' },
        ],
      }),
      [{ role: 'assistant', content: null, reasoning_content: 'hm', refusal: 'No.' }],
    ],
    [
      'has tool calls with their arguments as text, and no content if there is none',
      sent({ role: 'assistant', parts: [{ type: 'tool_call', id: 'call_1', name: 'f', arguments: { a: [1] } }] }),
      [
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'f', arguments: '{"a":[1]}' } }],
        },
      ],
    ],
    [
      'calls a tool by the id that its answer names, and keeps the id of the item',
      sent({
        role: 'assistant',
        parts: [{ type: 'tool_call', id: 'fc_1', call_id: 'call_1', name: 'f', arguments: '{}' }],
      }),
      [
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'f', arguments: '{}' }, item_id: 'fc_1' }],
        },
      ],
    ],
    [
      'has a custom tool in its own form',
      sent({
        role: 'assistant',
        parts: [{ type: 'tool_call', id: 'c', tool_type: 'custom', name: 'py', arguments: 'print(1)' }],
      }),
      [
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'c', type: 'custom', custom: { name: 'py', input: 'print(1)' } }],
        },
      ],
    ],
    [
      'is one for each answer of a tool, in their order',
      sentParts(
        { type: 'tool_call_response', id: 'c1', response: { temp: 18 } },
        { type: 'tool_call_response', id: 'c2', result: 'rain' },
        { type: 'text', content: 'And now?' },
      ),
      [
        { role: 'tool', content: '{"temp":18}', tool_call_id: 'c1' },
        { role: 'tool', content: 'rain', tool_call_id: 'c2' },
        { role: 'user', content: 'And now?' },
      ],
    ],
    [
      "has the texts of a tool's answer as its content",
      sent({
        role: 'tool',
        parts: [
          {
            type: 'tool_call_response',
            id: 'c',
            response: [
              { type: 'text', text: '18°C' },
              { type: 'text', text: 'sunny' },
            ],
          },
        ],
      }),
      [{ role: 'tool', content: '18°C\nsunny', tool_call_id: 'c' }],
    ],
    [
      'leaves the data that a tool answered as JSON',
      sent({
        role: 'tool',
        parts: [{ type: 'tool_call_response', id: 'c', response: [{ type: 'search_result', url: 'u' }] }],
      }),
      [{ role: 'tool', content: '[{"type":"search_result","url":"u"}]', tool_call_id: 'c' }],
    ],
    [
      "keeps a participant's name",
      sent({ role: 'user', name: 'ada', parts: [{ type: 'text', content: 'Hi' }] }),
      [{ role: 'user', content: 'Hi', name: 'ada' }],
    ],
    [
      'keeps fields that only its producer knows',
      sent({ role: 'user', parts: [{ type: 'text', content: 'Hi' }], id: 'm1' }),
      [{ role: 'user', content: 'Hi', id: 'm1' }],
    ],
    [
      "may come in the chat API's own form",
      sent(
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } }],
        },
        { role: 'tool', tool_call_id: 'c', content: [{ type: 'text', text: '18' }] },
      ),
      [
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } }],
        },
        { role: 'tool', content: '18', tool_call_id: 'c' },
      ],
    ],
    [
      "may come in Anthropic's form",
      sent(
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: 'hm' },
            { type: 'tool_use', id: 't', name: 'f', input: { a: 1 } },
          ],
        },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: '18' }] },
      ),
      [
        {
          role: 'assistant',
          content: null,
          reasoning_content: 'hm',
          tool_calls: [{ id: 't', type: 'function', function: { name: 'f', arguments: '{"a":1}' } }],
        },
        { role: 'tool', content: '18', tool_call_id: 't' },
      ],
    ],
  ])('%s', (_rule, actual, expected) => {
    expect(actual).toEqual(expected);
  });

  test.each([
    ['human', 'user'],
    ['ai', 'assistant'],
    ['model', 'assistant'],
    ['USER', 'user'],
    ['developer', 'developer'],
    ['Critic', 'Critic'],
  ])('of role %s has role %s', (role, expected) => {
    expect(sent({ role, parts: [{ type: 'text', content: 'x' }] })).toEqual([{ role: expected, content: 'x' }]);
  });
});

describe('instructions', () => {
  const asked = [{ role: 'user', parts: [{ type: 'text', content: 'Hi' }] }];
  const instructed = (instructions: unknown, input: unknown = asked): unknown =>
    recordOf({ 'gen_ai.system_instructions': instructions, 'gen_ai.input.messages': input }).messages;

  test.each([
    ['a list of parts', [{ type: 'text', content: 'Be brief.' }]],
    ['JSON of such a list', '[{"type":"text","content":"Be brief."}]'],
    ['plain text', 'Be brief.'],
  ])('as %s come first', (_form, instructions) => {
    expect(instructed(instructions)).toEqual([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Hi' },
    ]);
  });

  test.each(['system', 'developer'])('that are the first message of the %s, too, are written once', (role) => {
    const input = [{ role, parts: [{ type: 'text', content: 'Be brief.' }] }, ...asked];
    expect(instructed('Be brief.', input)).toEqual([
      { role, content: 'Be brief.' },
      { role: 'user', content: 'Hi' },
    ]);
  });

  test('that differ from the first message come before it', () => {
    const input = [{ role: 'system', parts: [{ type: 'text', content: 'Be nice.' }] }, ...asked];
    expect(instructed('Be brief.', input)).toEqual([
      { role: 'system', content: 'Be brief.' },
      { role: 'system', content: 'Be nice.' },
      { role: 'user', content: 'Hi' },
    ]);
  });
});

describe('content that a limit cut off', () => {
  test('is kept up to the cut, and the record is marked as truncated', () => {
    const { messages, metadata } = recordOf({
      'gen_ai.input.messages':
        '[{"role":"system","parts":[{"type":"text","content":"Be brief."}]},{"role":"user","parts":[{"type":"text","content":"What is the cap',
    });
    expect(messages).toEqual([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'What is the cap' },
    ]);
    expect(metadata?.['truncated']).toBe(true);
  });

  test('too early to be read is kept as it is', () => {
    const { messages, metadata } = recordOf({ 'gen_ai.input.messages': '[{"role":"us' });
    expect(messages).toEqual([{ role: 'user', content: '[{"role":"us' }]);
    expect(metadata?.['truncated']).toBe(true);
  });

  test('is taken whole from a log event that has it', () => {
    const logs = [
      {
        name: 'gen_ai.client.inference.operation.details',
        attributes: { 'gen_ai.input.messages': [{ role: 'user', parts: [{ type: 'text', content: 'whole' }] }] },
        body: undefined,
      },
    ];
    const { messages, metadata } = recordOf(
      { 'gen_ai.input.messages': '[{"role":"user","parts":[{"type":"text","content":"wh' },
      { logs },
    );
    expect(messages).toEqual([{ role: 'user', content: 'whole' }]);
    expect(metadata?.['truncated']).toBeUndefined();
  });

  test('leaves the tools before the cut', () => {
    const { tools, metadata } = recordOf({
      'gen_ai.tool.definitions': '[{"type":"function","name":"f"},{"type":"function","na',
    });
    expect(tools?.[0]).toEqual({ type: 'function', function: { name: 'f' } });
    expect(metadata?.['truncated']).toBe(true);
  });
});

test('an input that is plain text is one message of the user', () => {
  expect(recordOf({ 'gen_ai.input.messages': 'Hello' }).messages).toEqual([{ role: 'user', content: 'Hello' }]);
});

test('each text of an embedding is a message of the user', () => {
  const record = recordOf({ 'gen_ai.operation.name': 'embeddings', 'gen_ai.input.messages': '["one","two"]' });
  expect(record.messages).toEqual([
    { role: 'user', content: 'one' },
    { role: 'user', content: 'two' },
  ]);
  expect(record.response).toEqual({});
});
