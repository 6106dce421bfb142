// An app that uses what people use of the openai SDK beside chat, and prints what it got from each call.
const { printOutcomes, streamed } = require('./outcomes.cjs');

const model = 'gpt-4o-mini';
const tools = ['get_weather', 'get_time'].map((name) => ({
  type: 'function',
  name,
  description: `${name} ☁️`,
  parameters: { type: 'object', properties: { place: { type: 'string' } }, required: ['place'] },
  strict: true,
}));

const calls = {
  plain: (client) =>
    client.responses.create({
      model,
      instructions: 'You are terse.',
      input: 'What is the capital of France?',
      temperature: 0.25,
      max_output_tokens: 64,
      metadata: { customer: 'acme' },
      user: 'u-1',
    }),
  'a conversation of items': (client) =>
    client.responses.create({
      model,
      input: [
        { role: 'developer', content: 'Be nice 🙂' },
        {
          role: 'user',
          content: [
            { type: 'input_text', text: 'What is in this picture?' },
            { type: 'input_image', image_url: 'data:image/png;base64,iVBORw0KGgo=', detail: 'auto' },
            { type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,JVBERi0xLjQ=' },
          ],
        },
      ],
    }),
  'tools and their answers': async (client) => {
    const question = { role: 'user', content: 'Weather in Paris and 東京?' };
    const asked = await client.responses.create({ model, input: [question], tools, tool_choice: 'auto' });
    const answers = asked.output
      .filter((item) => item.type === 'function_call')
      .map(({ call_id }) => ({ type: 'function_call_output', call_id, output: '18 °C' }));
    return client.responses.create({ model, input: [question, ...asked.output, ...answers], tools });
  },
  'forced tool': (client) =>
    client.responses.create({ model, input: 'Time?', tools, tool_choice: { type: 'function', name: 'get_time' } }),
  stream: async (client) =>
    streamed(await client.responses.create({ model, input: 'Tell me. [[unicode]] [[split]]', stream: true })),
  'streamed tools': async (client) =>
    streamed(await client.responses.create({ model, input: 'Weather?', tools, stream: true })),
  'stream helper': (client) => client.responses.stream({ model, input: 'Help me. [[crlf]]' }).finalResponse(),
  reasoning: async (client) => {
    const asked = {
      model: 'gpt-5',
      input: 'Think. [[reasoning]] [[cached]]',
      reasoning: { effort: 'high', summary: 'auto' },
      include: ['reasoning.encrypted_content'],
      store: false,
    };
    return [
      await client.responses.create(asked),
      await streamed(await client.responses.create({ ...asked, stream: true })),
    ];
  },
  refusal: async (client) =>
    streamed(await client.responses.create({ model, input: 'Bad. [[refusal]]', stream: true })),
  'web search': async (client) => {
    const asked = { model, input: 'Search.', tools: [{ type: 'web_search_preview' }] };
    return [await client.responses.create(asked), await client.responses.stream(asked).finalResponse()];
  },
  'structured output': (client) =>
    client.responses.parse({
      model,
      input: 'Who wrote the first program?',
      text: {
        format: { type: 'json_schema', name: 'person', schema: { type: 'object' }, strict: true },
        verbosity: 'low',
      },
    }),
  'the response before': (client) =>
    client.responses.create({ model, input: 'And Spain?', previous_response_id: 'resp_before' }),
  'a stored conversation': (client) =>
    client.responses.create({ model, input: 'And Italy?', conversation: { id: 'conv_1' } }),
  'too long': (client) => client.responses.create({ model, input: 'A story. [[length]]' }),
  'in the background': (client) => client.responses.create({ model, input: 'Later.', background: true }),
  'with response': async (client) => {
    const { data, response, request_id } = await client.responses.create({ model, input: 'Hm.' }).withResponse();
    return { data, request_id, status: response.status };
  },
  'bad request': (client) => client.responses.create({ model, input: 'Too hot. [[400]]', temperature: 3 }),
  'failed response': async (client) =>
    streamed(await client.responses.create({ model, input: 'Fail. [[failed]]', stream: true })),
  'error inside a stream': async (client) =>
    streamed(await client.responses.create({ model, input: 'Fail. [[sse-error]]', stream: true })),
  'cut stream': async (client) =>
    streamed(await client.responses.create({ model, input: 'Cut. [[cut]]', stream: true })),
  'early break': async (client) => {
    const stream = await client.responses.create({ model, input: 'Stop me. [[slow]]', stream: true });
    for await (const event of stream) if (event.type === 'response.output_text.delta') return event;
  },
  completion: (client) =>
    client.completions.create({
      model: 'gpt-3.5-turbo-instruct',
      prompt: ['Q1:', 'Q2:'],
      n: 2,
      echo: true,
      max_tokens: 9,
    }),
  'streamed completion': async (client) =>
    streamed(await client.completions.create({ model: 'gpt-3.5-turbo-instruct', prompt: 'France has', stream: true })),
  embedding: (client) =>
    client.embeddings.create({ model: 'text-embedding-3-small', input: 'one', encoding_format: 'float' }),
  embeddings: (client) =>
    client.embeddings.create({ model: 'text-embedding-3-small', input: ['one', '三'], dimensions: 8, user: 'u-1' }),
  'embedded tokens': (client) => client.embeddings.create({ model: 'text-embedding-3-small', input: [1, 2, 3] }),
  'too many embeddings': (client) =>
    client.embeddings.create({ model: 'text-embedding-3-small', input: 'much [[429]]' }, { maxRetries: 0 }),
};

const converse = (OpenAI) =>
  printOutcomes(calls, new OpenAI({ apiKey: 'sk-test', baseURL: process.env.MODEL_URL, maxRetries: 1 }));

module.exports = { converse };
