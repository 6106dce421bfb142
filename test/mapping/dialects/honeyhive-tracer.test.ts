import { isModelCall, toModelEvent } from '../../../src/mapping';
import { chatSpan, recordOf } from '../../support/call';
import { fixture, spanOf } from '../../support/fixture';

const library = 'honeyhive-1.0.42--traceloop0.12-openai4';
const wrapped = {
  'gen_ai.operation.name': undefined,
  'gen_ai.request.model': undefined,
  honeyhive_event_type: 'model',
};

test('calls inside a traced function have its session, project and source', () => {
  const [record] = fixture(library, 'chat-basic').spans.map((span) => toModelEvent(spanOf(span), { project: 'other' }));
  expect(record).toMatchObject({
    session_id: '11111111-2222-4333-8444-555555555555',
    project: 'proj',
    source: 'dev',
    metadata: { dialect: 'openllmetry' },
  });
});

test.each([
  ['trace-functions', ['openai.chat']],
  ['trace-model', ['openai.chat', 'callm']],
])('functions that are no model calls have no record: %s', (scenario, names) => {
  const calls = fixture(library, scenario).spans.filter((span) => isModelCall(spanOf(span)));
  expect(calls.map(({ name }) => name)).toEqual(names);
});

describe('a wrapped model call', () => {
  test('has its one argument and its result as texts', () => {
    const [span] = fixture(library, 'trace-model').spans.filter(({ name }) => name === 'callm');
    const record = span && toModelEvent(spanOf(span));
    expect(record?.messages).toEqual([{ role: 'user', content: 'Capital?' }]);
    expect(record?.response).toEqual({ role: 'assistant', content: 'The capital of France is Paris.' });
  });

  test('has several arguments, and a result that is no text, as JSON', () => {
    const record = recordOf({
      ...wrapped,
      'honeyhive_inputs._params_.question': 'q',
      'honeyhive_inputs._params_.options.0': 'a',
      'honeyhive_outputs.result.city.name': 'Paris',
    });
    expect(record.messages).toEqual([{ role: 'user', content: '{"question":"q","options":["a"]}' }]);
    expect(record.response).toEqual({ role: 'assistant', content: '{"city":{"name":"Paris"}}' });
  });

  test('has the conversation where there is one', () => {
    const record = recordOf({
      ...wrapped,
      'honeyhive_inputs.chat_history.0.role': 'system',
      'honeyhive_inputs.chat_history.0.content': 's',
      'honeyhive_inputs.chat_history.1.role': 'user',
      'honeyhive_inputs.chat_history.1.content': 'hi',
      'honeyhive_outputs.role': 'assistant',
      'honeyhive_outputs.content': 'hello',
    });
    expect(record.messages).toEqual([
      { role: 'system', content: 's' },
      { role: 'user', content: 'hi' },
    ]);
    expect(record.response).toEqual({ role: 'assistant', content: 'hello' });
  });

  test('has the metadata, feedback and metrics that the app sets in their fields', () => {
    expect(
      recordOf({
        ...wrapped,
        honeyhive_event_name: 'ask',
        honeyhive_error: 'boom',
        'honeyhive_config.model': 'gpt-4o',
        'honeyhive_config.provider': 'OpenAI',
        'honeyhive_config.a': 1,
        'honeyhive_metadata.m': 'ü',
        'honeyhive_user_properties.plan': 'pro',
        'honeyhive_feedback.rating': 5,
        'honeyhive_metrics.score': 0.5,
      }),
    ).toMatchObject({
      event_name: 'ask',
      error: 'boom',
      model: 'gpt-4o',
      provider: 'openai',
      hyperparameters: { a: 1 },
      metadata: { m: 'ü' },
      user_properties: { plan: 'pro' },
      feedback: { rating: 5 },
      metrics: { score: 0.5 },
    });
  });

  test('leaves no content in a record without content', () => {
    const canary = 'the-secret-canary';
    const attributes = { ...wrapped, 'honeyhive_inputs._params_.x': canary, 'honeyhive_outputs.result': canary };
    expect(JSON.stringify(recordOf(attributes, { captureContent: false }))).not.toContain(canary);
  });
});

test('the type `tool` means nothing, since spans of unknown kind have it, too', () => {
  expect(isModelCall(chatSpan({ honeyhive_event_type: 'tool' }))).toBe(true);
  expect(isModelCall(chatSpan({ honeyhive_event_type: 'chain' }))).toBe(false);
});

test('messages without a role are of the user in the inputs, and the provider is that of the config', () => {
  const record = recordOf({
    ...wrapped,
    'honeyhive_inputs.messages.0.content': 'hi',
    'honeyhive_config.provider': 'anthropic',
  });
  expect(record.messages).toEqual([{ role: 'user', content: 'hi' }]);
  expect(record.provider).toBe('anthropic');
});

test.each(['chain', 'session'])('a %s is no model call, though it has what calls have', (type) => {
  expect(isModelCall(chatSpan({ honeyhive_event_type: type, 'gen_ai.usage.input_tokens': 3 }))).toBe(false);
});
