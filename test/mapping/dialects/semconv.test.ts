import { toModelEventDraft } from '../../../src/mapping';
import { chatSpan, recordOf } from '../../support/call';
import { stepOf } from '../../support/step';

type Loose = Readonly<Record<string, unknown>>;

describe('counts of tokens by all names that the conventions and those who follow them have had', () => {
  test.each<[string, unknown]>([
    ['cache_read.input_tokens', { cached_tokens: 7 }],
    ['cache_read_input_tokens', { cached_tokens: 7 }],
    ['cache_read_tokens', { cached_tokens: 7 }],
    ['cached_input_tokens', { cached_tokens: 7 }],
    ['cached_tokens', { cached_tokens: 7 }],
    ['cache_write.input_tokens', { cache_write_tokens: 7 }],
    ['cache_creation.input_tokens', { cache_write_tokens: 7 }],
    ['cache_creation_input_tokens', { cache_write_tokens: 7 }],
    ['cache_write_input_tokens', { cache_write_tokens: 7 }],
    ['cache_write_tokens', { cache_write_tokens: 7 }],
    ['text.input_tokens', { text_tokens: 7 }],
    ['audio.input_tokens', { audio_tokens: 7 }],
    ['image.input_tokens', { image_tokens: 7 }],
  ])('of the prompt: %s', (name, expected) => {
    const usage = { 'gen_ai.usage.input_tokens': 100, [`gen_ai.usage.${name}`]: 7 };
    expect(recordOf(usage).usage).toEqual({ prompt_tokens: 100, prompt_tokens_details: expected });
  });

  test.each<[string, unknown]>([
    ['reasoning.output_tokens', { reasoning_tokens: 7 }],
    ['reasoning_tokens', { reasoning_tokens: 7 }],
    ['thinking_tokens', { reasoning_tokens: 7 }],
    ['text.output_tokens', { text_tokens: 7 }],
    ['audio.output_tokens', { audio_tokens: 7 }],
    ['image.output_tokens', { image_tokens: 7 }],
  ])('of the completion: %s', (name, expected) => {
    const usage = { 'gen_ai.usage.output_tokens': 100, [`gen_ai.usage.${name}`]: 7 };
    expect(recordOf(usage).usage).toEqual({ completion_tokens: 100, completion_tokens_details: expected });
  });

  test('of the media in the cache', () => {
    const usage = {
      'gen_ai.usage.audio.cache_read.input_tokens': 3,
      'gen_ai.usage.image.cache_read.input_tokens': 4,
    };
    expect(recordOf(usage).usage).toEqual({
      prompt_tokens_details: { cached_audio_tokens: 3, cached_image_tokens: 4 },
    });
  });
});

describe('the cost, which no version has,', () => {
  test.each([
    ...['usage.cost', 'usage.total_cost', 'usage.cost.total', 'usage.cost_usd', 'usage.cost.amount'],
    ...['usage.total_cost_usd', 'cost.total_cost', 'cost.total', 'cost.usd'],
  ])('may be gen_ai.%s', (name) => {
    expect(recordOf({ [`gen_ai.${name}`]: 0.25 }).cost).toBe(0.25);
  });

  test.each([
    ['dollars', 'USD', 0.25],
    ['another currency', 'EUR', undefined],
  ])('is in %s', (_what, currency, cost) => {
    const said = { 'gen_ai.usage.cost.amount': 0.25, 'gen_ai.usage.cost.currency': currency };
    expect(recordOf(said).cost).toBe(cost);
  });
});

test('parameters by the names of older versions', () => {
  const {
    hyperparameters,
    response_format: format,
    metadata,
  } = recordOf({
    'gen_ai.openai.request.seed': 7,
    'gen_ai.openai.request.service_tier': 'flex',
    'gen_ai.openai.request.response_format': 'json_object',
    'gen_ai.response.time_to_first_chunk': 0.25,
  });
  expect(hyperparameters).toEqual({ seed: 7, service_tier: 'flex' });
  expect(format).toEqual({ type: 'json_object' });
  expect(metadata?.['time_to_first_token_ms']).toBe(250);
});

test('messages without a role are of the user in the input, and of the model in the output', () => {
  const parts = [{ type: 'text', content: 'Hi' }];
  const { messages, response } = recordOf({
    'gen_ai.input.messages': JSON.stringify([{ parts }]),
    'gen_ai.output.messages': JSON.stringify([{ parts }]),
  });
  expect(messages).toEqual([{ role: 'user', content: 'Hi' }]);
  expect(response).toEqual({ role: 'assistant', content: 'Hi' });
});

test('finish reasons that are joined in one text are one a choice', () => {
  const output = [1, 2].map(() => ({ role: 'assistant', parts: [{ type: 'text', content: 'Hi' }] }));
  const { response } = recordOf({
    'gen_ai.output.messages': JSON.stringify(output),
    'gen_ai.response.finish_reasons': 'stop, length',
  });
  expect(response['choices']).toMatchObject([{ finish_reason: 'stop' }, { finish_reason: 'length' }]);
});

describe('names of providers that the conventions had before, or that others have', () => {
  test.each([
    ['vertex_ai', 'gcp.vertex_ai'],
    ['gemini', 'gcp.gemini'],
    ['az.ai.openai', 'azure.ai.openai'],
    ['az.ai.inference', 'azure.ai.inference'],
    ['xai', 'x_ai'],
  ])('%s is %s', (said, provider) => {
    expect(recordOf({ 'gen_ai.system': said }).provider).toBe(provider);
  });
});

describe('a step of the conventions', () => {
  test.each<[string, string, Loose, readonly unknown[]]>([
    [
      'a tool',
      'execute_tool',
      { 'gen_ai.tool.call.arguments': '{"city":"Paris"}', 'gen_ai.tool.call.result': 'sunny', 'gen_ai.tool.name': 'f' },
      [{ city: 'Paris' }, { message: 'sunny' }, { tool_name: 'f' }],
    ],
    [
      'a tool by other names',
      'execute_tool',
      { 'gen_ai.tool.input': '{"city":"Paris"}', 'gen_ai.tool.output': 'sunny' },
      [{ city: 'Paris' }, { message: 'sunny' }, { tool_name: 'look' }],
    ],
    [
      'a retrieval',
      'retrieval',
      { 'gen_ai.retrieval.query.text': 'Paris?', 'gen_ai.retrieval.documents': '[{"id":"d1"}]' },
      [{ query: 'Paris?' }, { message: [{ id: 'd1' }] }, { tool_name: 'look' }],
    ],
    [
      'a workflow',
      'invoke_workflow',
      { 'gen_ai.workflow.name': 'w', 'gen_ai.agent.name': 'a' },
      [{}, {}, { workflow_name: 'w', agent_name: 'a' }],
    ],
  ])('of %s has its input, its output and its name', (_what, operation, attributes, expected) => {
    const { inputs, outputs, config } = stepOf({ 'gen_ai.operation.name': operation, ...attributes }, { name: 'look' });
    expect([inputs, outputs, config]).toEqual(expected);
  });
});

describe('the attributes of a span and its events', () => {
  const logs = (...bodies: readonly (readonly [name: string, body: object])[]) =>
    bodies.map(([name, body]) => ({ name: `gen_ai.${name}`, time: [1, 0] as [number, number], attributes: {}, body }));
  const question = JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: 'Where is Paris?' }] }]);
  const answer = JSON.stringify([{ role: 'assistant', parts: [{ type: 'text', content: 'Let me see.' }] }]);
  const calls = [{ id: 'c', type: 'function', function: { name: 'look', arguments: '{}' } }];

  test('are one conversation: the answer of both is one choice, a message of one of them is added', () => {
    const { messages, response } = recordOf(
      { 'gen_ai.input.messages': question, 'gen_ai.output.messages': answer },
      {
        logs: logs(
          ['user.message', { content: 'Where is Paris?' }],
          ['assistant.message', { content: 'In France.' }],
          ['choice', { index: 0, message: { tool_calls: calls } }],
        ),
      },
    );
    expect(messages).toEqual([
      { role: 'user', content: 'Where is Paris?' },
      { role: 'assistant', content: 'In France.' },
    ]);
    expect(response).toMatchObject({ content: 'Let me see.', tool_calls: calls });
  });

  test('that a limit has cut gives way to a whole event, and alone is read up to there', () => {
    const cut = { 'gen_ai.input.messages': question.slice(0, -12) };
    const whole = recordOf(cut, { logs: logs(['user.message', { content: 'Where is Paris?' }]) });
    expect(whole.messages).toEqual([{ role: 'user', content: 'Where is Paris?' }]);
    expect(whole.metadata).not.toHaveProperty(['truncated']);
    const alone = recordOf(cut);
    expect(alone.messages).toMatchObject([{ role: 'user', content: expect.stringMatching(/^Where is/) }]);
    expect(alone.metadata?.['truncated']).toBe(true);
  });

  test('have the score of an evaluation', () => {
    const attributes = { 'gen_ai.evaluation.name': 'relevance', 'gen_ai.evaluation.score.value': 0.9 };
    const { metrics } = recordOf({}, {}, { events: [{ name: 'gen_ai.evaluation.result', attributes }] as never });
    expect(metrics).toEqual({ relevance: 0.9 });
  });
});

test('tools may be copied as they are written, and are read where they are nested', () => {
  const tools = [{ type: 'function', name: 'look', parameters: { type: 'object' } }];
  const toolsOf = (given: unknown, room?: number): unknown =>
    toModelEventDraft(chatSpan({ 'gen_ai.tool.definitions': given }), {}, room)?.tools;
  const written = [{ type: 'function', function: { name: 'look', parameters: { type: 'object' } } }];
  const text = JSON.stringify(tools);
  expect(toolsOf(text, 2 ** 20)).toMatchObject({ pieces: [JSON.stringify(written)] });
  expect([toolsOf(text), toolsOf(tools, 2 ** 20)]).toEqual([written, written]);
});
