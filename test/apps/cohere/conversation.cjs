// An app that uses what people use of cohere-ai, and prints what it got from each call.
const { printOutcomes, streamed } = require('../outcomes.cjs');

const model = 'command-a-03-2025';
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

const converse = ({ CohereClient, CohereClientV2 }) => {
  const options = { token: 'secret-key', environment: process.env.MODEL_URL, maxRetries: 0 };
  const v1 = new CohereClient(options);
  const v2 = new CohereClientV2(options);
  const chat = (content, more) => v2.chat({ model, messages: [user(content)], ...more });
  const stream = (content, more) => v2.chatStream({ model, messages: [user(content)], ...more });
  return printOutcomes({
    plain: () =>
      v2.chat({
        model,
        messages: [{ role: 'system', content: 'You are terse.' }, user('What is the capital of France?')],
        temperature: 0.25,
        p: 0.5,
        k: 40,
        maxTokens: 64,
        seed: 7,
        stopSequences: ['###'],
        safetyMode: 'STRICT',
      }),
    'tools and their answers': async () => {
      const { message } = await chat('What is the weather in Paris?', { tools, toolChoice: 'REQUIRED' });
      const answers = message.toolCalls.map(({ id }) => ({ role: 'tool', toolCallId: id, content: '18 °C' }));
      return v2.chat({ model, messages: [user('What is the weather?'), message, ...answers], tools });
    },
    stream: async () => streamed(await stream('Tell me something.')),
    'streamed tools': async () => streamed(await stream('Weather?', { tools })),
    'streamed thoughts': async () =>
      streamed(await stream('17 * 23?', { thinking: { type: 'enabled', tokenBudget: 9 } })),
    'structured output': () =>
      chat('Who wrote the first program?', { responseFormat: { type: 'json_object', jsonSchema: { type: 'object' } } }),
    'version 1': () =>
      v1.chat({
        model: 'command-r-plus',
        message: 'And Spain?',
        preamble: 'You are terse.',
        chatHistory: [
          { role: 'USER', message: 'Capital of France?' },
          { role: 'CHATBOT', message: 'Paris.' },
        ],
      }),
    'version 1 streamed': async () =>
      streamed(await v1.chatStream({ model: 'command-r-plus', message: 'Tell me something.' })),
    embeddings: () =>
      v2.embed({
        model: 'embed-v4.0',
        texts: ['one', 'two'],
        inputType: 'search_document',
        embeddingTypes: ['float'],
        outputDimension: 256,
      }),
    'unknown model': () => chat('Hello? [[404]]'),
    'too many requests': async () => streamed(await stream('Again. [[429]]')),
    'early break': async () => streamed(await stream('Stop me. [[slow]]'), 3),
  });
};

module.exports = { converse };
