// An app that uses what people use of the Anthropic SDK, and prints what it got from each call.
const { printOutcomes, streamed } = require('./outcomes.cjs');

const model = 'claude-haiku-4-5';
const user = (content) => ({ role: 'user', content });
const asking = (content, more = {}) => ({ model, max_tokens: 1024, messages: [user(content)], ...more });
const tools = ['get_weather', 'get_time'].map((name) => ({
  name,
  description: `${name} ☁️`,
  input_schema: { type: 'object', properties: { place: { type: 'string' } }, required: ['place'] },
}));
const ofWeather = (name, run) => ({ ...tools[0], name, run });

const calls = {
  plain: (client) =>
    client.messages.create(
      asking('What is the capital of France?', {
        system: [
          { type: 'text', text: 'You are terse.' },
          { type: 'text', text: 'Large context 📚', cache_control: { type: 'ephemeral' } },
        ],
        temperature: 0.25,
        top_k: 5,
        stop_sequences: ['###'],
        metadata: { user_id: 'u-1' },
      }),
    ),
  'tools and their answers': async (client) => {
    const question = user('Weather in Paris and 東京?');
    const asked = await client.messages.create({
      ...asking(''),
      messages: [question],
      tools,
      tool_choice: { type: 'auto' },
    });
    const results = asked.content
      .filter((block) => block.type === 'tool_use')
      .map(({ id }, place) => ({ type: 'tool_result', tool_use_id: id, content: '18 °C', is_error: place === 1 }));
    return client.messages.create({
      ...asking(''),
      messages: [question, { role: 'assistant', content: asked.content }, user(results)],
      tools,
    });
  },
  'forced tool': (client) =>
    client.messages.create(
      asking('Time?', { tools, tool_choice: { type: 'tool', name: 'get_time', disable_parallel_tool_use: true } }),
    ),
  stream: async (client) =>
    streamed(await client.messages.create(asking('Tell me. [[unicode]] [[split]] [[cached]]', { stream: true }))),
  'streamed tools': async (client) =>
    streamed(await client.messages.create(asking('Weather?', { tools, stream: true }))),
  'stream helper': (client) => client.messages.stream(asking('Help me. [[crlf]]')).finalMessage(),
  'streamed thinking': (client) =>
    client.messages
      .stream(asking('Think. [[redacted]]', { max_tokens: 4000, thinking: { type: 'enabled', budget_tokens: 2000 } }))
      .finalMessage(),
  'web search': async (client) => {
    const search = { tools: [{ type: 'web_search_20250305', name: 'web_search', max_uses: 3 }] };
    const whole = await client.messages.create(asking('Search.', search));
    return [whole, await client.messages.stream(asking('Search again.', search)).finalMessage()];
  },
  images: (client) =>
    client.messages.create(
      asking([
        { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' } },
        { type: 'image', source: { type: 'url', url: 'https://example.com/cat.png' } },
        { type: 'text', text: 'What is this?' },
      ]),
    ),
  'structured output': (client) =>
    client.messages.create(
      asking('Who wrote the first program?', {
        output_config: { format: { type: 'json_schema', schema: { type: 'object' } }, effort: 'low' },
      }),
    ),
  'compressed answer': (client) => client.messages.create(asking('Shrink it. [[gzip]]')),
  'beta messages': (client) =>
    client.beta.messages.create(asking('Beta?', { betas: ['interleaved-thinking-2025-05-14'] })),
  'tool runner': async (client) => {
    const run = async () => '18 °C';
    const runner = client.beta.messages.toolRunner(
      asking('Run.', { tools: [ofWeather('get_weather', run)].map((tool) => ({ ...tool, parse: (input) => input })) }),
    );
    return runner.runUntilDone();
  },
  'counted tokens': (client) => client.messages.countTokens({ model, messages: [user('How many?')] }),
  'with response': async (client) => {
    const { data, response, request_id } = await client.messages.create(asking('With headers.')).withResponse();
    return { data, request_id, status: response.status, used: response.bodyUsed };
  },
  'as response': async (client) => {
    const response = await client.messages.create(asking('Raw.')).asResponse();
    return { status: response.status, body: await response.text() };
  },
  refusal: (client) => client.messages.create(asking('Bad. [[refusal]]')),
  'unknown model': (client) => client.messages.create({ ...asking('Hello?'), model: 'claude-nope' }),
  'bad request': (client) => client.messages.create(asking('Nothing. [[400]]')),
  'overloaded stream': async (client) =>
    streamed(await client.messages.create(asking('Now. [[529]]', { stream: true }), { maxRetries: 0 })),
  'retried by the SDK': (client) => client.messages.create(asking('Again. [[529-once]]')),
  'dropped connection': (client) => client.messages.create(asking('Gone. [[drop]]'), { maxRetries: 0 }),
  'error inside a stream': async (client) =>
    streamed(await client.messages.create(asking('Fail. [[sse-error]]', { stream: true }))),
  'cut stream': async (client) =>
    streamed(await client.messages.create(asking('Cut. [[cut]]', { tools, stream: true }))),
  'early break': async (client) => {
    const stream = await client.messages.create(asking('Stop me. [[slow]]', { stream: true }));
    for await (const event of stream) if (event.type === 'content_block_delta') return event;
  },
  'aborted stream': async (client) => {
    const stream = client.messages.stream(asking('Abort me. [[slow]]'));
    stream.on('text', () => stream.abort());
    return stream.finalMessage();
  },
};

const converse = (Anthropic) =>
  printOutcomes(calls, new Anthropic({ apiKey: 'sk-ant-test', baseURL: process.env.MODEL_URL, maxRetries: 1 }));

module.exports = { converse };
