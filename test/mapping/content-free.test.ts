import { isModelCall, toModelEvent } from '../../src/mapping';
import { dialects } from '../../src/mapping/dialects';
import type { Reader } from '../../src/mapping/read/reader';
import { chatSpan, recordOf } from '../support/call';
import { fixtures } from '../support/fixture';
import { seed } from '../support/seed';

/** Attributes that make a span a model call of a dialect. */
const calls: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'honeyhive-tracer': { honeyhive_event_type: 'model' },
  openllmetry: { 'llm.request.type': 'chat' },
  vercel: { 'ai.operationId': 'ai.generateText.doGenerate' },
  gen_ai: { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'm' },
  laminar: { 'lmnr.span.type': 'LLM', 'gen_ai.request.model': 'm' },
  openinference: { 'openinference.span.kind': 'LLM', 'llm.model_name': 'm' },
  google_adk: { 'gcp.vertex.agent.llm_request': '{}', 'gen_ai.request.model': 'm' },
  aws: { 'rpc.service': 'BedrockRuntime', 'rpc.method': 'Converse' },
  langsmith: { 'langsmith.span.kind': 'llm', 'gen_ai.request.model': 'm' },
  langfuse: { 'langfuse.observation.type': 'generation' },
  langwatch: { 'langwatch.span.type': 'llm' },
  genkit: { 'genkit:type': 'action', 'genkit:metadata:subtype': 'model' },
  mastra: { 'mastra.span.type': 'model_step' },
  voltagent: { 'span.type': 'llm', 'llm.operation': 'streamText' },
};

const namesOf = ({ sources, triggers }: Reader<unknown>): readonly string[] => [
  ...triggers,
  ...sources.flatMap(({ from, name }) =>
    from === 'attribute' ? [name] : from === 'event' ? [] : [`${name}0.note`, `${name}note`],
  ),
];
const known = dialects.flatMap(({ reads, leftovers = {} }) => [
  ...Object.values(reads).flatMap((reader) => namesOf(reader as Reader<unknown>)),
  ...Object.keys(leftovers),
]);
const recorded = fixtures('').flatMap(({ spans }) => spans.flatMap(({ attributes }) => Object.keys(attributes)));
const others = [
  ...[
    'http.request.body',
    'http.response.body',
    'http.url',
    'http.target',
    'url.full',
    'url.query',
    'url.path',
    'url.fragment',
  ],
  ...['error.message', 'error.stack', 'exception.message', 'exception.stacktrace', 'db.statement', 'db.query.text'],
  ...['code.stacktrace', 'process.command_line', 'process.command_args', 'user.full_name', 'aws.note', 'openai.note'],
  ...[
    'server.note',
    'session.note',
    'prompt',
    'app.prompt',
    'question',
    'faas.document.name',
    'messaging.message.body',
  ],
];
const names = [...new Set([...known, ...recorded, ...others].map((name) => name.replaceAll(/\.\d+(?=\.|$)/g, '.0')))];

const sentence = 'canary of a prompt';
const forms: readonly unknown[] = [
  sentence,
  [sentence],
  JSON.stringify({
    text: sentence,
    error: { message: sentence },
    errorMessage: sentence,
    errorCode: sentence,
    stop: [sentence],
  }),
  JSON.stringify([{ role: 'user', content: sentence, finish_reason: sentence }]),
  { note: sentence, [sentence]: 1 },
];

/** Every name in every dialect in a long run, else in every second one: the others with another seed. */
const isTried = (name: number, dialect: number): boolean =>
  process.env['HH_TEST_ALL_NAMES'] !== undefined || (name + dialect + seed) % 2 === 0;

/** Where this form of the canary is found in a record without content. */
const leaks = (form: unknown): readonly string[] =>
  Object.entries(calls).flatMap(([dialect, marks], row) =>
    names
      .filter((name, column) => {
        if (!isTried(column, row)) return false;
        const attributes = name in marks ? marks : { ...marks, [name]: form };
        const span = { ...chatSpan({}, { status: { code: 2 } }), attributes };
        return JSON.stringify(toModelEvent(span, { captureContent: false }) ?? '').includes('canary');
      })
      .map((name) => `${name} in ${dialect}`),
  );

describe('without content, of the text of an attribute', () => {
  test('each dialect that recognises a call is tried with each known, recorded and other name', () => {
    expect(Object.entries(calls).filter(([, attributes]) => !isModelCall({ attributes }))).toEqual([]);
    expect(Object.keys(calls).length).toBeGreaterThanOrEqual(11);
    expect(names.length).toBeGreaterThanOrEqual(448);
  });

  test.each(forms.map((form) => [form]))('as %p, nothing is in a record but the project and the source', (form) => {
    const named = /^(?:honeyhive\.(?:project|source)|traceloop\.association\.properties\.(?:project|source)) in /;
    expect(leaks(form).filter((leak) => !named.test(leak))).toEqual([]);
  });

  test('as one word, only ids, names, codes and what the app itself says of a call', () => {
    const allowed = new RegExp(
      `(?:${[
        // ids, sessions, users
        '(?:^|[._:])(?:\\w*_id|id|sessionId|threadId|conversationId|userId|resourceId|user)',
        // models and providers
        '(?:^|[._:])(?:\\w*model|\\w*model_name|\\w*provider|provider\\.name|model\\.(?:name|provider)|system|genkit:name)',
        // words of a list
        'finish_?reasons?|finishReason|stop_reason|reasoning(?:_effort|\\.level)|service_tier|encoding_formats?|thinking[._]type',
        'response_format|output\\.type|error\\.type|operation\\.name|operationId|llm\\.(?:request\\.type|operation)|prompt\\.version|response\\.status|system_fingerprint',
        // names that the app has for what it does, and its own fields
        '\\.(?:project|source|event_name)|honeyhive_event_name|agent\\.(?:name|version)|prompt\\.name|api\\.type',
        '(?:honeyhive[._]|lmnr\\.association\\.properties\\.)(?:metadata|user_properties|feedback|metrics)\\.\\w+(?:\\.\\w+)?',
        // where it ran, and by which server
        '(?:server|network\\.peer)\\.address|http\\.route|request\\.method|url\\.(?:scheme|domain)|deployment\\.environment|service\\.name',
        'telemetry\\.sdk\\.\\w+',
      ].join('|')})$`,
    );
    const passed = new Set(leaks('canary').map((leak) => leak.split(' ')[0] ?? ''));
    expect([...passed].filter((name) => !allowed.test(name))).toEqual([]);
    // It would be of no use to leave out everything.
    expect(passed.size).toBeGreaterThan(50);
  });
});

describe('without content, the name of a call', () => {
  test.each<[string, string, Readonly<Record<string, unknown>>, string]>([
    ['of the conventions stays', 'chat gpt-4o', {}, 'chat gpt-4o'],
    ['with the model that answered stays', 'chat gpt-4o-1', { 'gen_ai.response.model': 'gpt-4o-1' }, 'chat gpt-4o-1'],
    ['of a class stays', 'ChatOpenAI', {}, 'ChatOpenAI'],
    ['of a method stays', 'anthropic.messages.create', {}, 'anthropic.messages.create'],
    ['that is one word of the app stays', 'chat-turn', {}, 'chat-turn'],
    ['that says more is replaced', 'summarise: canary', {}, 'chat gpt-4o'],
    ['with another word than the model is replaced', 'chat canary', {}, 'chat gpt-4o'],
    ['that goes on behind the model is replaced', 'chat gpt-4o canary', {}, 'chat gpt-4o'],
    ['on several lines is replaced', 'chat\ncanary', {}, 'chat gpt-4o'],
    [
      'without a known operation is the model',
      'a canary',
      { 'gen_ai.operation.name': 'a canary', honeyhive_event_type: 'model' },
      'gpt-4o',
    ],
    [
      'without a known model is the operation',
      'about canary',
      { 'gen_ai.request.model': 'a canary of a prompt' },
      'chat',
    ],
    ['that the app sets as one word goes first', 'about canary', { 'honeyhive.event_name': 'answer' }, 'answer'],
    ['that the app sets as text does not', 'ask', { 'honeyhive.event_name': 'about canary' }, 'ask'],
  ])('%s', (_what, name, attributes, expected) => {
    const record = recordOf(
      { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-4o', ...attributes },
      { captureContent: false },
      { name },
    );
    expect(record.event_name).toBe(expected);
    expect(JSON.stringify(record)).not.toContain('canary');
  });

  test('stays with content', () => {
    expect(recordOf({}, {}, { name: 'summarise: my diary' }).event_name).toBe('summarise: my diary');
  });
});

describe('without content, the error of a call', () => {
  const exception = (type: string) => ({
    name: 'exception',
    attributes: { 'exception.type': type, 'exception.message': sentence },
  });
  test.each<[string, Readonly<Record<string, unknown>>, Parameters<typeof recordOf>[2], string | null]>([
    ['is the type of the exception', {}, { events: [exception('RateLimitError')] }, 'RateLimitError'],
    ['is not what an exception says as its type', {}, { events: [exception('cannot read canary')] }, 'error'],
    ['is the type of the error', { 'error.type': 'ECONNRESET' }, {}, 'ECONNRESET'],
    ['is the status in its own words', { 'error.type': '422' }, {}, 'HTTP 422 Unprocessable Entity'],
    ['is the number of a status without words', { 'error.type': '499' }, {}, 'HTTP 499'],
    [
      'is both',
      { 'http.response.status_code': 429 },
      { events: [exception('APIError')] },
      'APIError: HTTP 429 Too Many Requests',
    ],
    ['is not the message of its status', {}, { status: { code: 2, message: 'canary' } }, 'error'],
    ['is not what the app says', { 'honeyhive.error': 'canary' }, {}, 'error'],
    ['is none if it did not fail', { 'http.response.status_code': 200 }, {}, null],
  ])('%s', (_what, attributes, members, error) => {
    const record = recordOf(attributes, { captureContent: false }, members);
    expect(record.error).toBe(error);
    expect(JSON.stringify(record)).not.toContain('canary');
  });

  test('has a stack from behind its message, in which a prompt may quote another stack', () => {
    const stack = [
      'Error: bad input',
      '    at canary (/canary.js:1:1)',
      '    at real (/app/real.js:2:2)',
      'canary',
    ].join('\n');
    const message = 'bad input\n    at canary (/canary.js:1:1)';
    const events = [{ name: 'exception', attributes: { 'exception.message': message, 'exception.stacktrace': stack } }];
    const record = recordOf({}, { captureContent: false }, { events });
    expect(record.metadata?.['exception.stacktrace']).toBe('    at real (/app/real.js:2:2)');
  });
});

describe('without content, the model of a call', () => {
  const modelOf = (model: string): unknown =>
    toModelEvent(chatSpan({ 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': model }), {
      captureContent: false,
    })?.model;

  test.each([
    'gpt-4o',
    'Llama 3 8B Instruct',
    'C:\\models\\my model.gguf',
    '/models/my model.gguf',
    '通义千问',
    'arn:aws:bedrock:us-east-1:1234:inference-profile/us.anthropic.claude-3',
  ])('%s is a name', (model) => {
    expect(modelOf(model)).toBe(model);
  });

  test.each([
    'a canary of a prompt',
    'Tell me more. And more',
    'Why?',
    '{"text":"x"}',
    'two\nlines',
    '我的病是什么？',
    'x'.repeat(513),
  ])('%j is none', (model) => {
    expect(modelOf(model)).toBe('unknown');
  });
});
