// An app that uses what people use of ollama's client, and prints what it got from each call.
const { printOutcomes, streamed } = require('../outcomes.cjs');

const model = 'qwen3';
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

const converse = ({ Ollama }) => {
  const client = new Ollama({ host: process.env.MODEL_URL });
  const chat = (content, more) => client.chat({ model, messages: [user(content)], ...more });
  return printOutcomes({
    plain: () =>
      client.chat({
        model,
        messages: [{ role: 'system', content: 'You are terse.' }, user('What is the capital of France?')],
        options: { temperature: 0.25, top_p: 0.5, top_k: 40, num_predict: 64, seed: 7, stop: ['###'], num_ctx: 4096 },
        keep_alive: '5m',
      }),
    'tools and their answers': async () => {
      const asked = await chat('What is the weather in Paris?', { tools });
      const answers = asked.message.tool_calls.map((call) => ({
        role: 'tool',
        tool_name: call.function.name,
        content: '18 °C',
      }));
      return client.chat({ model, messages: [user('What is the weather?'), asked.message, ...answers], tools });
    },
    stream: async () => streamed(await chat('Tell me something.', { stream: true })),
    'streamed thoughts': async () => streamed(await chat('17 * 23?', { stream: true, think: true })),
    'streamed tools': async () => streamed(await chat('Weather?', { stream: true, tools })),
    'structured output': () =>
      chat('Who wrote the first program?', { format: { type: 'object', properties: { name: { type: 'string' } } } }),
    picture: () => client.chat({ model, messages: [{ ...user('What is it?'), images: ['iVBORw0KGgo='] }] }),
    generate: () => client.generate({ model, prompt: 'Why is the sky blue?', system: 'You are terse.' }),
    'streamed generate': async () =>
      streamed(await client.generate({ model, prompt: 'Why is the sky blue?', stream: true })),
    embeddings: () => client.embed({ model: 'all-minilm', input: ['one', 'two'], dimensions: 256 }),
    'unknown model': () => chat('Hello? [[404]]'),
    'error inside a stream': async () => streamed(await chat('Fail. [[fail]]', { stream: true })),
    'cut stream': async () => streamed(await chat('Gone. [[cut]]', { stream: true })),
    'early break': async () => streamed(await chat('Stop me. [[slow]]', { stream: true }), 2),
  });
};

module.exports = { converse };
