import { recordOf } from '../../support/call';

describe('hyperparameters', () => {
  test('have the names of OpenAI, numbers as numbers', () => {
    const { hyperparameters } = recordOf({
      'gen_ai.request.temperature': 0,
      'gen_ai.request.top_p': 0.9,
      'gen_ai.request.top_k': 40,
      'gen_ai.request.max_tokens': '100',
      'gen_ai.request.presence_penalty': -0.5,
      'gen_ai.request.frequency_penalty': 0.5,
      'gen_ai.request.stop_sequences': ['END'],
      'gen_ai.request.choice.count': 2,
      'gen_ai.request.seed': 7,
      'gen_ai.request.stream': true,
      'gen_ai.request.reasoning.level': 'high',
      'openai.request.service_tier': 'auto',
      'gen_ai.embeddings.dimension.count': 8,
      'gen_ai.request.encoding_formats': ['float'],
    });
    expect(hyperparameters).toEqual({
      temperature: 0,
      top_p: 0.9,
      top_k: 40,
      max_tokens: 100,
      presence_penalty: -0.5,
      frequency_penalty: 0.5,
      stop: ['END'],
      n: 2,
      seed: 7,
      stream: true,
      reasoning_effort: 'high',
      service_tier: 'auto',
      dimensions: 8,
      encoding_formats: ['float'],
    });
  });

  test('of no attribute keep their names on the wire', () => {
    const { hyperparameters } = recordOf({
      'honeyhive.request.user': 'u1',
      'honeyhive.request.parallel_tool_calls': false,
      'honeyhive.request.logit_bias': '{"50256":-100}',
      'honeyhive.request.seed': 7,
    });
    expect(hyperparameters).toEqual({ seed: 7, user: 'u1', parallel_tool_calls: false, logit_bias: { 50256: -100 } });
  });

  test('of the Anthropic SDK have thinking as it was asked for', () => {
    const { hyperparameters } = recordOf({
      'anthropic.thinking.type': 'enabled',
      'anthropic.thinking.budget_tokens': 2000,
    });
    expect(hyperparameters).toEqual({ thinking: { type: 'enabled', budget_tokens: 2000 } });
  });

  test('of another type stay in the metadata as they were', () => {
    const { hyperparameters, metadata } = recordOf({
      'gen_ai.request.temperature': 'warm',
      'gen_ai.request.top_p': 1,
    });
    expect(hyperparameters).toEqual({ top_p: 1 });
    expect(metadata?.['gen_ai.request.temperature']).toBe('warm');
  });
});

describe('a tool definition', () => {
  const definition = { name: 'f', description: 'does', parameters: { type: 'object' } };
  test.each<[string, unknown, unknown]>([
    ["in OpenAI's form stays", { type: 'function', function: definition }, { type: 'function', function: definition }],
    [
      'in the form of the conventions becomes that',
      { type: 'function', ...definition },
      { type: 'function', function: definition },
    ],
    [
      'of the Vercel AI SDK does too',
      { type: 'function', name: 'f', inputSchema: {} },
      { type: 'function', function: { name: 'f', parameters: {} } },
    ],
    [
      'of Anthropic does too',
      { name: 'f', input_schema: {} },
      { type: 'function', function: { name: 'f', parameters: {} } },
    ],
    ['of the legacy functions does too', definition, { type: 'function', function: definition }],
    ['that is a name is a function of that name', 'f', { type: 'function', function: { name: 'f' } }],
    [
      'of a server-side tool stays',
      { type: 'web_search_20250305', name: 'web_search', max_uses: 3 },
      { type: 'web_search_20250305', name: 'web_search', max_uses: 3 },
    ],
  ])('%s', (_rule, given, expected) => {
    expect(recordOf({ 'gen_ai.tool.definitions': JSON.stringify([given]) }).tools).toEqual([expected]);
    expect(recordOf({ 'gen_ai.tool.definitions': [given] }).tools).toEqual([expected]);
  });

  test('that cannot be read stays in the metadata', () => {
    const { tools, metadata } = recordOf({ 'gen_ai.tool.definitions': 'get_weather' });
    expect(tools).toBeUndefined();
    expect(metadata?.['gen_ai.tool.definitions']).toBe('get_weather');
  });
});

describe('the choice of a tool', () => {
  test.each<[unknown, string]>([
    ['auto', 'auto'],
    ['required', 'required'],
    ['{"type":"function","function":{"name":"get_weather"}}', 'get_weather'],
    [{ type: 'function', name: 'get_weather' }, 'get_weather'],
    [{ type: 'custom', custom: { name: 'python' } }, 'python'],
    [{ type: 'any' }, 'required'],
    [{ type: 'tool', name: 'get_weather' }, 'get_weather'],
    [{ type: 'allowed_tools', mode: 'auto', tools: [] }, 'auto'],
  ])('%j is %s', (choice, expected) => {
    expect(recordOf({ 'honeyhive.request.tool_choice': choice }).tool_choice).toBe(expected);
  });
});

describe('the response format', () => {
  const schema = { type: 'json_schema', json_schema: { name: 'person', schema: { type: 'object' } } };
  test.each<[string, Readonly<Record<string, unknown>>, unknown]>([
    [
      'has its schema',
      { 'honeyhive.request.response_format': JSON.stringify(schema), 'gen_ai.output.type': 'json' },
      schema,
    ],
    ['is a JSON object where only JSON is known', { 'gen_ai.output.type': 'json' }, { type: 'json_object' }],
    ['is text', { 'gen_ai.output.type': 'text' }, { type: 'text' }],
    [
      'is known by its older attribute',
      { 'gen_ai.openai.request.response_format': 'json_schema' },
      { type: 'json_schema' },
    ],
  ])('%s', (_rule, attributes, expected) => {
    expect(recordOf(attributes).response_format).toEqual(expected);
  });
});

test('a template has its messages and variables', () => {
  const record = recordOf({
    'honeyhive.template': '[{"role":"user","content":"Weather in {{city}}?"}]',
    'honeyhive.template_inputs': '{"city":"Paris"}',
  });
  expect(record.template).toEqual([{ role: 'user', content: 'Weather in {{city}}?' }]);
  expect(record.template_inputs).toEqual({ city: 'Paris' });
  expect(recordOf({ 'gen_ai.prompt.variable.city': 'Paris' }).template_inputs).toEqual({ city: 'Paris' });
});

test('a list with holes is no list of texts', () => {
  const { hyperparameters } = recordOf({
    'gen_ai.request.temperature': 1,
    'gen_ai.request.stop_sequences': new Array(1),
  });
  expect(hyperparameters).toEqual({ temperature: 1 });
});
