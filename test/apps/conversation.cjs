// An app that uses what people use of the openai SDK, and prints what it got from each call.
const { printOutcomes } = require('./outcomes.cjs');

const tools = [
  {
    type: 'function',
    function: {
      name: 'get_weather',
      description: 'The weather at a place.',
      parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    },
  },
];
const user = (content) => ({ role: 'user', content });

/** Where the helpers are: openai 4 had them in beta. */
const chatOf = ({ chat, beta }) => (chat.completions.stream ? chat : beta.chat).completions;

async function streamed(stream) {
  const pieces = [];
  for await (const chunk of stream) pieces.push(chunk.choices[0]?.delta ?? chunk.usage);
  return pieces;
}

const calls = {
  plain: (client) =>
    client.chat.completions.create({
      model: 'gpt-4o',
      messages: [{ role: 'system', content: 'You are terse.' }, user('What is the capital of France?')],
      temperature: 0.25,
      max_tokens: 64,
      seed: 7,
      stop: ['###'],
    }),
  'tools and their answers': async (client) => {
    const messages = [user('What is the weather in Paris?')];
    const asked = await client.chat.completions.create({ model: 'gpt-4o', messages, tools, tool_choice: 'auto' });
    const { role, content, tool_calls } = asked.choices[0].message;
    const answers = tool_calls.map(({ id }) => ({ role: 'tool', tool_call_id: id, content: '18 °C' }));
    return client.chat.completions.create({
      model: 'gpt-4o',
      messages: [...messages, { role, content, tool_calls }, ...answers],
      tools,
    });
  },
  stream: async (client) =>
    streamed(
      await client.chat.completions.create({
        model: 'gpt-4o-mini',
        messages: [user('Tell me something. [[unicode]] [[split]]')],
        stream: true,
        stream_options: { include_usage: true },
      }),
    ),
  'streamed tools': async (client) =>
    streamed(
      await client.chat.completions.create({ model: 'gpt-4o', messages: [user('Weather?')], tools, stream: true }),
    ),
  'several choices': (client) =>
    client.chat.completions.create({ model: 'gpt-4o', messages: [user('Where is the Louvre?')], n: 2 }),
  'structured output': (client) =>
    client.chat.completions.create({
      model: 'gpt-4o',
      messages: [user('Who wrote the first program?')],
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'person', schema: { type: 'object' }, strict: true },
      },
    }),
  'compressed answer': (client) =>
    client.chat.completions.create({ model: 'gpt-4o', messages: [user('Shrink it. [[gzip]] [[cached]]')] }),
  'with response': async (client) => {
    const { data, response, request_id } = await client.chat.completions
      .create({ model: 'gpt-4o', messages: [user('With headers.')] })
      .withResponse();
    return { data, request_id, status: response.status, used: response.bodyUsed };
  },
  'stream helper': (client) =>
    chatOf(client)
      .stream({ model: 'gpt-4o', messages: [user('Help me.')] })
      .finalChatCompletion(),
  'unknown model': (client) => client.chat.completions.create({ model: 'gpt-nope', messages: [user('Hello?')] }),
  'bad request': (client) =>
    client.chat.completions.create({ model: 'gpt-4o', messages: [user('Too hot. [[400]]')], temperature: 2 }),
  'retried by the SDK': (client) =>
    client.chat.completions.create({ model: 'gpt-4o', messages: [user('Again. [[429-once]]')] }),
  'dropped connection': (client) =>
    client.chat.completions.create({ model: 'gpt-4o', messages: [user('Gone. [[drop]]')] }, { maxRetries: 0 }),
  'error inside a stream': async (client) =>
    streamed(
      await client.chat.completions.create({ model: 'gpt-4o', messages: [user('Fail. [[sse-error]]')], stream: true }),
    ),
  'early break': async (client) => {
    const stream = await client.chat.completions.create({
      model: 'gpt-4o',
      messages: [user('Stop me. [[slow]]')],
      stream: true,
    });
    for await (const chunk of stream) if (chunk.choices[0].delta.content) return chunk;
  },
};

const converse = (OpenAI) =>
  printOutcomes(calls, new OpenAI({ apiKey: 'sk-test', baseURL: process.env.MODEL_URL, maxRetries: 1 }));

module.exports = { converse };
