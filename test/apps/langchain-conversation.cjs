// An app that uses what people use of @langchain/openai, and prints what it got from each call.
const { printOutcomes, streamed } = require('./outcomes.cjs');

const tools = ['get_weather', 'get_time'].map((name) => ({
  type: 'function',
  function: {
    name,
    description: `${name} ☁️`,
    parameters: { type: 'object', properties: { place: { type: 'string' } }, required: ['place'] },
  },
}));
const schema = { title: 'person', description: 'A person.', type: 'object', properties: { name: { type: 'string' } } };
const seen = ({ content, tool_calls, usage_metadata, response_metadata }) => ({
  content,
  tool_calls,
  usage_metadata,
  response_metadata,
});

const converse = ({ ChatOpenAI, OpenAIEmbeddings }) => {
  const options = { apiKey: 'secret-key', maxRetries: 0, configuration: { baseURL: process.env.MODEL_URL } };
  const chat = (more) => new ChatOpenAI({ model: 'gpt-4o', ...options, ...more });
  const plain = chat();
  return printOutcomes({
    plain: async () =>
      seen(
        await chat({ temperature: 0.25, maxTokens: 64, topP: 0.5, stop: ['###'], user: 'u-1' }).invoke([
          ['system', 'You are terse.'],
          ['human', 'What is the capital of France?'],
        ]),
      ),
    'tools and their answers': async () => {
      const bound = plain.bindTools(tools, { tool_choice: 'auto' });
      const question = { role: 'user', content: 'Weather in Paris and 東京?' };
      const asked = await bound.invoke([question]);
      const answers = asked.tool_calls.map(({ id }) => ({ role: 'tool', content: '18 °C', tool_call_id: id }));
      return [seen(asked), seen(await bound.invoke([question, asked, ...answers]))];
    },
    stream: async () => (await streamed(await plain.stream('Tell me something. [[unicode]] [[split]]'))).map(seen),
    'streamed tools': async () => (await streamed(await plain.bindTools(tools).stream('Weather?'))).map(seen),
    'structured output': () =>
      plain.withStructuredOutput(schema, { method: 'jsonSchema', name: 'person' }).invoke('Who wrote it first?'),
    'structured output by a function': () =>
      plain.withStructuredOutput(schema, { method: 'functionCalling', name: 'person' }).invoke('Who wrote it?'),
    picture: async () =>
      seen(
        await plain.invoke([
          {
            role: 'user',
            content: [
              { type: 'text', text: 'What is this?' },
              { type: 'image_url', image_url: { url: 'https://example.com/cat.png' } },
            ],
          },
        ]),
      ),
    'the responses API': async () => [
      seen(await chat({ useResponsesApi: true }).invoke('What is the capital of Spain?')),
      (await streamed(await chat({ useResponsesApi: true }).stream('And of Italy?'))).map(seen),
    ],
    embeddings: () =>
      new OpenAIEmbeddings({ model: 'text-embedding-3-small', dimensions: 8, ...options }).embedDocuments([
        'one',
        '三',
      ]),
    'bad request': () => plain.invoke('Too hot. [[400]]'),
    'error inside a stream': async () => (await streamed(await plain.stream('Fail. [[sse-error]]'))).map(seen),
    'cut stream': async () => (await streamed(await plain.stream('Cut. [[cut]]'))).map(seen),
    'early break': async () => (await streamed(await plain.stream('Stop me. [[slow]]'), 2)).map(seen),
  });
};

module.exports = { converse };
