import type { Json } from '../../../src/json/json';
import { messageFrom, messagesFrom } from '../../../src/mapping/messages/read-message';
import { chatToolCall, partsFrom } from '../../../src/mapping/messages/read-part';

const text = (said: string, others?: object) => ({ kind: 'text', text: said, ...(others && { others }) });
const reasoning = (said: string, others?: object) => ({ ...text(said, others), kind: 'reasoning' });
const call = (others: object = {}) => ({
  kind: 'tool_call',
  id: 'c1',
  name: 'weather',
  arguments: '{"city":"Paris"}',
  ...others,
});
const answer = (content: unknown, others: object = {}) => ({ kind: 'tool_answer', id: 'c1', content, ...others });
const block = (made: object) => ({ kind: 'block', block: made });
/** A part, or what is expected of one. */
type Shown = Readonly<Record<string, unknown>>;
const city = { city: 'Paris' };

test.each<[string, Json | undefined, readonly Shown[]]>([
  ['nothing', undefined, []],
  ['null', null, []],
  ['a text', 'Hi', [text('Hi')]],
  ['a number', 7, [text('7')]],
  ['lists in lists', [['a'], [['b']]], [text('a'), text('b')]],
  ['an empty part', {}, []],
  ['a text without a type', { text: 'Hi' }, [text('Hi')]],
  [
    'a text with other members',
    { type: 'text', text: 'Hi', index: 0, cache_control: { type: 'ephemeral' }, id: '' },
    [text('Hi', { cache_control: { type: 'ephemeral' } })],
  ],
  ['a text under the first name that says anything', { type: 'output_text', content: '', text: 'Hi' }, [text('Hi')]],
  ['a text in a list of texts', { type: 'input_text', text: [{ text: 'a' }, { text: 'b' }] }, [text('a\nb')]],
  [
    'a list that is more than texts',
    { type: 'text', text: [{ text: 'a' }, { n: 1 }] },
    [text('[{"text":"a"},{"n":1}]')],
  ],
  ['a text without its words', { type: 'text' }, []],
  ['Gemini’s thought', { text: 'Hm', thought: true }, [reasoning('Hm')]],
  ['Gemini’s text that is no thought', { text: 'Hi', thought: false }, [text('Hi', { thought: false })]],
  ['reasoning', { type: 'reasoning', content: 'Hm' }, [reasoning('Hm')]],
  [
    'reasoning of Responses',
    {
      type: 'reasoning',
      id: 'rs_1',
      summary: [
        { type: 'summary_text', text: 'a' },
        { type: 'summary_text', text: 'b' },
      ],
    },
    [reasoning('a\nb', { id: 'rs_1' })],
  ],
  ['reasoning of LangChain', { type: 'reasoning', reasoning: 'Hm' }, [reasoning('Hm')]],
  [
    'reasoning without its words',
    { type: 'reasoning', summary: [], encrypted_content: 'x' },
    [reasoning('', { encrypted_content: 'x' })],
  ],
  ['reasoning without anything', { type: 'reasoning', content: '' }, []],
  [
    'thinking of Anthropic',
    { type: 'thinking', thinking: 'Hm', signature: 's' },
    [reasoning('Hm', { signature: 's' })],
  ],
  ['reasoning of VoltAgent, by its name', { reasoning: 'Hm', id: 'r' }, [reasoning('Hm', { id: 'r' })]],
  [
    'reasoning of Bedrock',
    { reasoningContent: { reasoningText: { text: 'Hm', signature: 's' } } },
    [reasoning('Hm', { signature: 's' })],
  ],
  [
    'redacted reasoning of Bedrock',
    { reasoningContent: { redactedContent: 'x' } },
    [reasoning('', { redactedContent: 'x' })],
  ],
  ['a refusal', { type: 'refusal', refusal: 'No.' }, [{ kind: 'refusal', text: 'No.' }]],

  ['a call', { type: 'tool_call', id: 'c1', name: 'weather', arguments: city }, [call()]],
  ['a call of Anthropic', { type: 'tool_use', id: 'c1', name: 'weather', input: city, index: 1 }, [call()]],
  [
    'a call of Responses',
    {
      type: 'function_call',
      id: 'fc_1',
      call_id: 'c1',
      name: 'weather',
      arguments: '{"city":"Paris"}',
      status: 'completed',
    },
    [call({ itemId: 'fc_1', others: { status: 'completed' } })],
  ],
  [
    'a call whose item has a name of its own',
    { type: 'tool_call', id: 'c1', item_id: 'fc_1', name: 'weather', args: city },
    [call({ itemId: 'fc_1' })],
  ],
  [
    'a call whose two ids are one',
    { type: 'tool_call', id: 'c1', call_id: 'c1', item_id: 'fc_1', name: 'weather', args: city },
    [call({ itemId: 'fc_1' })],
  ],
  [
    'a call in a stream of LangChain',
    { type: 'tool_call_chunk', id: 'c1', name: 'weather', args: '{"city":"Paris"}', index: 0 },
    [call()],
  ],
  [
    'a call of LangChain that is no JSON',
    { type: 'invalid_tool_call', id: 'c1', name: 'weather', args: '{"ci', error: 'cut' },
    [call({ arguments: '{"ci', others: { error: 'cut' } })],
  ],
  ['a call without content', { type: 'tool_call' }, [{ kind: 'tool_call', name: 'unknown' }]],
  ['a call of Bedrock', { toolUse: { toolUseId: 'c1', name: 'weather', input: city } }, [call()]],
  ['a call of Bedrock with a type', { type: 'toolUse', toolUseId: 'c1', name: 'weather', input: city }, [call()]],
  [
    'a call of Gemini',
    { functionCall: { id: 'c1', name: 'weather', args: city }, thoughtSignature: 's' },
    [call({ others: { thoughtSignature: 's' } })],
  ],
  ['a call of Genkit', { toolRequest: { ref: 'c1', name: 'weather', input: city } }, [call()]],
  [
    'a call of the AI SDK 5',
    { type: 'tool-call', toolCallId: 'c1', toolName: 'weather', input: city, providerExecuted: true },
    [call({ others: { providerExecuted: true } })],
  ],
  [
    'a call of the AI SDK 4',
    { type: 'tool-call', toolCallId: 'c1', toolName: 'weather', toolCallType: 'function', args: city },
    [call()],
  ],
  [
    'a call in a block of LangChain',
    { type: 'non_standard', value: { type: 'tool_use', id: 'c1', name: 'weather', input: city } },
    [call()],
  ],
  ['a block of LangChain that holds nothing', { type: 'non_standard', value: 'x' }, []],

  ['an answer', { type: 'tool_call_response', id: 'c1', response: 'Sun' }, [answer('Sun')]],
  [
    'an answer by its older name',
    { type: 'tool_call_response', id: ' c1 ', response: null, result: { temp: 18 } },
    [answer('{"temp":18}')],
  ],
  ['an answer of Responses', { type: 'function_call_output', call_id: 'c1', output: 'Sun' }, [answer('Sun')]],
  [
    'an answer of Anthropic',
    { type: 'tool_result', tool_use_id: 'c1', content: [{ type: 'text', text: 'Sun' }], is_error: true },
    [answer('Sun', { others: { is_error: true } })],
  ],
  ['an answer without content', { type: 'tool_result', tool_use_id: 'c1' }, [answer(null)]],
  [
    'an answer of Bedrock',
    { toolResult: { toolUseId: 'c1', status: 'success', content: [{ json: { temp: 18 } }, { text: 'Sun' }] } },
    [answer('{"temp":18}\nSun', { others: { status: 'success' } })],
  ],
  ['an answer of Bedrock with a type', { type: 'toolResult', toolUseId: 'c1', content: 'Sun' }, [answer('Sun')]],
  ['an answer of Bedrock without content', { toolResult: { toolUseId: 'c1' } }, [answer(null)]],
  [
    'an answer of Gemini',
    { functionResponse: { id: 'c1', name: 'weather', response: { temp: 18 } } },
    [answer('{"temp":18}')],
  ],
  [
    'an answer of Gemini without an id',
    { functionResponse: { name: 'weather', response: 'Sun' } },
    [answer('Sun', { id: 'weather' })],
  ],
  ['an answer of Genkit', { toolResponse: { ref: 'c1', name: 'weather', output: 'Sun' } }, [answer('Sun')]],
  [
    'an answer of Genkit without an id',
    { toolResponse: { name: 'weather', output: 'Sun' } },
    [answer('Sun', { id: 'weather' })],
  ],
  [
    'an answer of the AI SDK 5',
    { type: 'tool-result', toolCallId: 'c1', toolName: 'weather', output: { type: 'json', value: { temp: 18 } } },
    [answer('{"temp":18}')],
  ],
  [
    'an error of the AI SDK 5',
    {
      type: 'tool-result',
      toolCallId: 'c1',
      toolName: 'weather',
      output: { type: 'error-text', value: 'No.', providerOptions: { a: 1 } },
    },
    [answer('No.', { others: { providerOptions: { a: 1 }, is_error: true } })],
  ],
  [
    'a denial of the AI SDK',
    { type: 'tool-result', toolCallId: 'c1', output: { type: 'execution-denied', reason: 'Not now.' } },
    [answer('Not now.')],
  ],
  [
    'an answer of the AI SDK 4',
    { type: 'tool-result', toolCallId: 'c1', toolName: 'weather', result: 'Sun' },
    [answer('Sun')],
  ],
  [
    'an answer of the AI SDK that is an object of its own',
    { type: 'tool-result', toolCallId: 'c1', output: { temp: 18 } },
    [answer('{"temp":18}')],
  ],

  ['a part of an unknown type', { type: 'anthropic_image', id: 1 }, [block({ type: 'anthropic_image', id: 1 })]],
  ['a part whose text is none', { type: 'note', text: 7 }, [text('{"type":"note","text":7}')]],
  ['a part without a type', { note: 'Hi' }, [text('{"note":"Hi"}')]],
  [
    'an image by its address',
    { type: 'input_image', image_url: 'https://a.example/c.png', detail: 'low' },
    [block({ type: 'image_url', image_url: { url: 'https://a.example/c.png', detail: 'low' } })],
  ],
  [
    'a file by its id',
    { type: 'file-id', fileId: 'f-1', filename: 'a.pdf' },
    [block({ type: 'file', file: { file_id: 'f-1', filename: 'a.pdf' } })],
  ],
  [
    'a document of text',
    { type: 'document', source: { type: 'text', data: 'All.' } },
    [block({ type: 'document', source: { type: 'text', data: 'All.' } })],
  ],
  [
    'a resource of text',
    { type: 'resource', resource: { uri: 'file:///a.txt', text: 'All.' } },
    [block({ type: 'resource', resource: { uri: 'file:///a.txt', text: 'All.' } })],
  ],
])('the parts of %s', (_what, value, expected) => {
  const parts = partsFrom(value) as unknown as readonly Shown[];
  expect(parts).toMatchObject(expected);
  expect(parts.map((part) => part['others'])).toEqual(expected.map((part) => part['others']));
});

test.each<[string, object, object]>([
  [
    'in the form of a chat',
    { id: 'c1', type: 'function', function: { name: 'weather', arguments: '{"city":"Paris"}' } },
    call(),
  ],
  [
    'with members beside it',
    { id: 'c1', index: 0, type: 'function', function: { name: 'weather', arguments: city }, extra: 1 },
    call({ others: { extra: 1 } }),
  ],
  ['of LangChain', { id: 'c1', type: 'tool_call', name: 'weather', args: city }, call()],
  ['without a type', { id: 'c1', name: 'weather', arguments: city }, call()],
  ['whose function has no type', { id: 'c1', function: { name: 'weather', arguments: city } }, call()],
  [
    'of a custom tool',
    { id: 'c1', type: 'custom', custom: { name: 'py', input: 'print(1)' } },
    call({ type: 'custom', name: 'py', arguments: 'print(1)' }),
  ],
  [
    'of a custom tool, flat',
    { id: 'c1', type: 'custom', name: 'py', input: 'print(1)' },
    call({ type: 'custom', name: 'py', arguments: 'print(1)' }),
  ],
])('a call %s', (_what, given, expected) => {
  const { type, others, ...made } = { type: undefined, others: undefined, ...expected };
  expect(chatToolCall(given as never)).toEqual({ itemId: undefined, ...made, type, others });
});

test.each<[string, object, object]>([
  ['of Gemini', { role: 'model', parts: [{ text: 'Hi' }] }, { role: 'assistant', parts: [text('Hi')] }],
  ['of Cohere', { role: 'CHATBOT', content: 'Hi' }, { role: 'assistant', parts: [text('Hi')] }],
  ['without a role', { content: 'Hi' }, { role: 'user', parts: [text('Hi')] }],
  [
    'with a name and a reason',
    { role: 'assistant', content: 'Hi', name: 'ada', finish_reason: 'stop' },
    { name: 'ada', finishReason: 'stop', others: undefined },
  ],
  [
    'with members of its own',
    { role: 'user', content: 'Hi', id: 'm1', note: null, tags: [], index: 0, tool_call_id: 7 },
    { others: { id: 'm1' } },
  ],
  [
    'that is a part of the model',
    { type: 'function_call', call_id: 'c1', name: 'weather', arguments: city },
    { role: 'assistant', name: undefined, parts: [call()] },
  ],
  ['that is a part of the user', { type: 'input_text', text: 'Hi' }, { role: 'user', parts: [text('Hi')] }],
  [
    'with an older call',
    { role: 'assistant', content: null, function_call: { name: 'weather', arguments: '{"city":"Paris"}' } },
    { parts: [{ kind: 'tool_call', name: 'weather' }] },
  ],
  [
    'with a refusal',
    { role: 'assistant', content: null, refusal: 'No.' },
    { parts: [{ kind: 'refusal', text: 'No.' }] },
  ],
  ['with an empty refusal', { role: 'assistant', content: 'Hi', refusal: '' }, { parts: [text('Hi')] }],
  [
    'whose calls are among its content, too',
    {
      role: 'assistant',
      content: [{ type: 'tool_use', id: 'c1', name: 'weather', input: city }],
      tool_calls: [
        { id: 'c1', name: 'weather', args: city },
        { id: 'c2', name: 'time' },
      ],
    },
    { parts: [call(), { kind: 'tool_call', id: 'c2', name: 'time' }] },
  ],
  [
    'of a tool that answers media',
    { role: 'tool', content: { type: 'content', value: [{ type: 'text', text: 'Sun' }], id: 1 } },
    { parts: [text('Sun'), text('{"id":1}')] },
  ],
])('a message %s', (_what, given, expected) => {
  expect(messageFrom(given as never, 'user')).toMatchObject(expected);
});

test('messages may be in lists of lists, and texts among them', () => {
  expect(messagesFrom([[{ role: 'ai', content: 'a' }], 'b', null], 'user')).toMatchObject([
    { role: 'assistant', parts: [text('a')] },
    { role: 'user', parts: [text('b')] },
  ]);
});
