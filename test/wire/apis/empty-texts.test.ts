import { type Answer, answers, answerTable, type Fields, readAs, textIn } from '../support/answers';

/** The value with another one in place of those of some fields, however deep. */
function withFields(value: unknown, names: readonly string[], other: unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => withFields(each, names, other));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, names.includes(name) ? other : withFields(each, names, other)]),
  );
}

const reasonNames = ['finish_reason', 'stop_reason', 'finishReason', 'stopReason', 'done_reason'];
const emptied = (events: readonly Fields[], names: readonly string[]) =>
  withFields(events, names, '') as readonly Fields[];
const streamed = (answer: Answer, events: readonly Fields[]) => readAs(answer, answer.framed(events));

describe.each(answerTable)('in %s', (api, answer) => {
  const { events, framed, whole, names, reason } = answer;
  const { response } = readAs(answer, framed(events));

  test('an id and a model that are empty later do not replace those that came', () => {
    for (const at of events.keys()) {
      if (at === 0 || ['Cohere, version 1', 'Ollama'].includes(api)) continue;
      const later = streamed(answer, [...events.slice(0, at), ...emptied(events.slice(at), names)]);
      expect([later.response.id, later.response.model]).toEqual([response.id, response.model]);
    }
  });

  test('an id and a model that are empty from the first to the last are none', () => {
    const { response: unnamed, error } = readAs(answer, withFields(whole, names, '') as Fields);
    expect([unnamed.id, unnamed.model, error]).toEqual([undefined, undefined, undefined]);
    const stream = streamed(answer, emptied(events, [...names, 'generation_id']));
    expect([stream.response.id, stream.response.model]).toEqual([undefined, undefined]);
    expect(textIn(stream)).toBe('Good day');
  });

  test('an empty reason to stop is none', () => {
    const { response: unended } = readAs(answer, withFields(whole, reasonNames, '') as Fields);
    expect(unended.finishReasons).toEqual(reason === 'stop' ? ['stop'] : undefined);
    expect(JSON.stringify(unended)).not.toContain('finish_reason":""');
  });
});

/** Those whose streams have no other end than the reason. */
const endedByReason = answers.filter(
  ({ api }) => !['OpenAI responses', 'Cohere', 'Cohere, version 1', 'Ollama'].includes(api),
);

test.each(endedByReason.map((answer) => [answer.api, answer] as const))(
  'a stream of %s that ends after an empty reason to stop was cut',
  (_api, answer) => {
    for (const reason of ['', null, 'null']) {
      const exchange = streamed(answer, withFields(answer.events, reasonNames, reason) as readonly Fields[]);
      expect([textIn(exchange), exchange.error?.type]).toEqual(['Good day', 'cut']);
      expect(exchange.response.finishReasons).toBeUndefined();
    }
  },
);

test.each(endedByReason.map((answer) => [answer.api, answer] as const))(
  'an empty reason to stop does not replace the one that came: %s',
  (_api, answer) => {
    const last = answer.events.slice(-1);
    const after = withFields(last, reasonNames, '') as readonly Fields[];
    const { response, error } = streamed(answer, [...answer.events, ...after]);
    expect([response.finishReasons, error]).toEqual([[answer.reason], undefined]);
  },
);

const [chat] = answers as readonly [Answer];
const choice = { index: 0, finish_reason: 'stop' };
const chatWith = (message: Fields, more: Fields = {}) => readAs(chat, { choices: [{ ...choice, message }], ...more });

describe('in a chat', () => {
  test.each<[string, Fields]>([
    ['reasoning', { reasoning_content: '', reasoning: 'Two words' }],
    ['reasoning of another name', { reasoning_content: 'Two words', reasoning: '' }],
  ])('%s is read beside an empty field for it, whole and streamed', (_what, fields) => {
    const message = { role: '', name: '', content: 'Good day', ...fields };
    const parts = [
      { type: 'reasoning', content: 'Two words' },
      { type: 'text', content: 'Good day' },
    ];
    const streamedOnce = streamed(chat, [{ choices: [{ ...choice, delta: message }] }]);
    for (const { response } of [chatWith(message), streamedOnce]) {
      expect(response.messages).toEqual([{ role: 'assistant', parts, finish_reason: 'stop' }]);
    }
  });

  test('empty fields of a response are not in the record', () => {
    const empty = { system_fingerprint: '', service_tier: '', object: '', note: '' };
    const { response } = chatWith({ role: 'assistant', content: 'Good day' }, empty);
    expect([response.attributes, response.extra]).toEqual([{}, {}]);
  });

  test.each<[string, string, Fields]>([
    ['chat', '/v1/chat/completions', { model: 'm', messages: [], prompt: 'Hello' }],
    ['completions', '/v1/completions', { model: 'm', messages: [], prompt: 'Hello' }],
    ['Anthropic', '/v1/messages', { model: 'm', messages: [], prompt: 'Hello' }],
    ['Ollama', ':11434/api/generate', { model: 'm', messages: [], prompt: 'Hello' }],
  ])('a prompt beside no messages is what was asked: %s', (_api, path, request) => {
    const { request: read } = readAs({ ...chat, url: `http://127.0.0.1${path}`, request }, {});
    expect(read.messages).toEqual([{ role: 'user', parts: [{ type: 'text', content: 'Hello' }] }]);
    expect([read.extra['prompt'], read.extra['messages']]).toEqual([undefined, undefined]);
  });

  test('a prompt beside messages is kept by its name', () => {
    const request = { ...chat.request, prompt: 'Hello' };
    expect(readAs({ ...chat, request }, {}).request.extra).toMatchObject({ prompt: 'Hello' });
  });

  test("an empty model gives way to the deployment in Azure's path", () => {
    const url = 'https://x.openai.azure.com/openai/deployments/d-1/chat/completions';
    expect(readAs({ ...chat, url, request: { ...chat.request, model: '' } }, {}).request.model).toBe('d-1');
  });
});

describe('in a completion', () => {
  const [, completions] = answers as readonly [Answer, Answer];

  test.each(['message', 'delta'])('an empty text does not replace a %s beside it', (field) => {
    const body = { choices: [{ ...choice, text: '', [field]: { content: 'Good day' } }] };
    const exchange = field === 'delta' ? streamed(completions, [body]) : readAs(completions, body);
    expect(textIn(exchange)).toBe('Good day');
  });
});

describe('in a response', () => {
  const responses = answers.find(({ api }) => api === 'OpenAI responses') as Answer;
  const at = { output_index: 0, content_index: 0 };
  const item = { type: 'message', id: 'msg-1', role: 'assistant' };
  const pieces: readonly Fields[] = [
    { type: 'response.created', response: { id: 'id-1', model: 'm-1', output: [] } },
    { type: 'response.output_item.added', output_index: 0, item: { ...item, content: [] } },
    { type: 'response.content_part.added', ...at, part: { type: 'output_text', text: '' } },
    { type: 'response.output_text.delta', ...at, delta: 'Good day' },
  ];
  const end = { type: 'response.completed', response: { id: '', model: '', status: 'completed', output: [] } };

  test.each<[string, Fields]>([
    ['text', { type: 'response.output_text.done', ...at, text: '' }],
    ['part', { type: 'response.content_part.done', ...at, part: { type: 'output_text', text: '' } }],
    ['item', { type: 'response.output_item.done', output_index: 0, item: { ...item, content: [] } }],
  ])('a whole %s that is empty does not replace its pieces', (_what, event) => {
    const exchange = streamed(responses, [...pieces, event, end]);
    expect([textIn(exchange), exchange.error]).toEqual(['Good day', undefined]);
    expect([exchange.response.id, exchange.response.model]).toEqual(['id-1', 'm-1']);
  });
});
