import { toModelEvent } from '../../src/mapping';
import { recordOf } from '../support/call';
import { fixture, fixtures, logsOf, spanOf } from '../support/fixture';
import { truthOf } from '../support/truth';

const canary = 'the-secret-canary';

const libraries = [
  'ai-',
  'anthropic',
  'arizeai-openinference',
  'ax-llm',
  'elastic-openai',
  'genkit',
  'google-adk',
  'honeyhive-1',
  'langfuse-',
  'langsmith-',
  'langwatch-',
  'lmnr',
  'mastra',
  'mistralai',
  'openinference-',
  'openlit',
  'opentelemetry-',
  'otel-',
  'overlap--',
  'sentry-node',
  'strands',
  'traceloop-',
  'vercel-ai-',
  'voltagent',
];

describe('without content', () => {
  const said = [{ role: 'user', parts: [{ type: 'text', content: canary }] }];
  const logs = [
    { name: 'gen_ai.user.message', attributes: {}, body: { content: canary } },
    { name: 'gen_ai.choice', attributes: {}, body: { index: 0, finish_reason: 'stop', message: { content: canary } } },
    {
      name: 'gen_ai.client.inference.operation.details',
      attributes: { 'gen_ai.output.messages': said, 'app.text': canary },
      body: null,
    },
    { name: 'something.else', attributes: { text: canary }, body: canary },
  ];
  const events = [{ name: 'logprobs', attributes: { logprobs: canary } }];
  const record = recordOf(
    {
      'gen_ai.system_instructions': canary,
      'gen_ai.input.messages': JSON.stringify(said),
      'gen_ai.output.messages': JSON.stringify(said),
      'gen_ai.tool.definitions': JSON.stringify([{ type: 'function', name: canary }]),
      'gen_ai.prompt.variable.name': canary,
      'gen_ai.request.temperature': canary,
      'gen_ai.request.max_tokens': 100,
      'gen_ai.response.finish_reasons': ['stop'],
      'gen_ai.usage.input_tokens': 7,
      'honeyhive.template': canary,
      'honeyhive.template_inputs': { name: canary },
      'honeyhive.request.tool_choice': { type: 'function', function: { name: canary } },
      'honeyhive.request.response_format': { type: 'json_schema', json_schema: { name: canary } },
      'honeyhive.request.prediction': { content: canary },
      'honeyhive.request.user': 'u1',
      'honeyhive.response.logprobs': canary,
      'app.prompt': canary,
      'app.count': 3,
      'server.address': 'api.openai.com',
      'session.id': 'sess-1',
    },
    { captureContent: false, logs },
    { events },
  );

  test('no content is anywhere in the record', () => {
    expect(JSON.stringify(record)).not.toContain(canary);
    expect(record.messages).toEqual([]);
  });

  test('counts, parameters, ids and the finish reason stay', () => {
    expect(record.usage).toEqual({ prompt_tokens: 7 });
    expect(record.hyperparameters).toEqual({ max_tokens: 100, user: 'u1' });
    expect(record.response).toEqual({ finish_reason: 'stop' });
    expect(record.response_format).toEqual({ type: 'json_schema' });
    expect(record.session_id).toBeDefined();
    expect(record.metadata).toMatchObject({ 'app.count': 3, 'server.address': 'api.openai.com' });
  });

  test('no text, tool or argument of a recorded exchange is in its record', () => {
    let seen = 0;
    for (const recorded of fixtures(...libraries)) {
      const secrets = recorded.truth
        .map(truthOf)
        .flatMap(({ said: sent, output, answers, calls, tools }) => [
          ...[...sent, ...answers].map(({ text }) => text),
          ...output.flatMap(({ texts, reasoning }) => [...texts, ...reasoning]),
          ...[...calls, ...tools].map(({ name }) => name),
        ]);
      for (const span of recorded.spans) {
        const withoutContent = toModelEvent(spanOf(span), { logs: logsOf(recorded, span), captureContent: false });
        if (withoutContent === undefined) continue;
        const text = JSON.stringify(withoutContent);
        seen += 1;
        expect(
          secrets.filter((secret) => secret.length > 7 && text.includes(JSON.stringify(secret).slice(1, -1))),
        ).toEqual([]);
      }
    }
    expect(seen).toBeGreaterThan(300);
  });
});

describe('a stack without content', () => {
  const stackOf = (library: string, scenario: string, captureContent: boolean): unknown => {
    const [call] = fixture(library, scenario).spans;
    return call && toModelEvent(spanOf(call), { captureContent })?.metadata?.['exception.stacktrace'];
  };

  test('is its frames, since the message above them may quote the request', () => {
    expect(stackOf('ai-5.0.277', 'err-400', true)).toMatch(/^AI_APICallError: Invalid/);
    expect(stackOf('ai-5.0.277', 'err-400', false)).toMatch(/^ +at .*\n( +at .*\n?)+$/);
  });

  test('without frames is left out', () => {
    expect(stackOf('ax-llm-ax-24.0.21', 'err-400', true)).toContain('Request Body');
    expect(stackOf('ax-llm-ax-24.0.21', 'err-400', false)).toBeUndefined();
  });
});
