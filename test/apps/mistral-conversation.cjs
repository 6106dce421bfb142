// An app that uses what people use of @mistralai/mistralai, and prints what it got from each call.
const { printOutcomes, streamed } = require('./outcomes.cjs');

const model = 'mistral-large-latest';
const tools = ['get_weather', 'get_time'].map((name) => ({
  type: 'function',
  function: {
    name,
    description: `${name} ☁️`,
    parameters: { type: 'object', properties: { place: { type: 'string' } }, required: ['place'] },
  },
}));
const user = (content) => ({ role: 'user', content });

const converse = ({ Mistral }) => {
  const client = new Mistral({ apiKey: 'secret-key', serverURL: new URL(process.env.MODEL_URL).origin });
  const chat = (content, more) => client.chat.complete({ model, messages: [user(content)], ...more });
  const stream = (content, more) => client.chat.stream({ model, messages: [user(content)], ...more });
  return printOutcomes({
    plain: () =>
      client.chat.complete({
        model,
        messages: [{ role: 'system', content: 'You are terse.' }, user('What is the capital of France?')],
        temperature: 0.25,
        topP: 0.5,
        maxTokens: 64,
        randomSeed: 7,
        stop: ['###'],
        safePrompt: true,
      }),
    'tools and their answers': async () => {
      const question = user('Weather in Paris and 東京?');
      const asked = await client.chat.complete({ model, messages: [question], tools, toolChoice: 'any' });
      const { message } = asked.choices[0];
      const answers = message.toolCalls.map(({ id, function: { name } }) => ({
        role: 'tool',
        name,
        toolCallId: id,
        content: '18 °C',
      }));
      return client.chat.complete({ model, messages: [question, message, ...answers], tools });
    },
    stream: async () => streamed(await stream('Tell me something. [[unicode]]')),
    'streamed tools': async () => streamed(await stream('Weather?', { tools })),
    'thoughts in parts': async () => [
      await chat('Think. [[thinking]]'),
      await streamed(await stream('Think again. [[thinking]]')),
    ],
    'several choices': () => chat('Where is the Louvre?', { n: 2 }),
    'structured output': () => chat('Who wrote the first program?', { responseFormat: { type: 'json_object' } }),
    picture: () =>
      client.chat.complete({
        model,
        messages: [
          user([
            { type: 'text', text: 'What is this?' },
            { type: 'image_url', imageUrl: 'https://example.com/cat.png' },
          ]),
        ],
      }),
    'an agent': () =>
      client.agents.complete({ agentId: 'ag:terse', messages: [user('What is the capital of Spain?')] }),
    'a gap in code': () =>
      client.fim.complete({ model: 'codestral-latest', prompt: 'def f(', suffix: 'return a + b', maxTokens: 9 }),
    embeddings: () => client.embeddings.create({ model: 'mistral-embed', inputs: ['one', '三'] }),
    'bad request': () => chat('Too hot. [[400]]'),
    'too many requests': async () => streamed(await stream('Again. [[429]]')),
    'cut stream': async () => streamed(await stream('Cut. [[cut]]')),
    'early break': async () => streamed(await stream('Stop me. [[slow]]'), 2),
  });
};

module.exports = { converse };
