// An app that gives its models by their names alone, as the AI SDK's documentation does, and prints what it got from each call.
const { printOutcomes } = require('./outcomes.cjs');

const converse = (ai) => {
  globalThis.AI_SDK_DEFAULT_PROVIDER = ai.createGateway({ apiKey: 'secret-key', baseURL: process.env.MODEL_URL });
  const model = 'openai/gpt-5';
  const parameters = ai.jsonSchema({ type: 'object', properties: { place: { type: 'string' } } });
  const tools = { weather: { description: 'The weather', inputSchema: parameters, execute: async () => '18 °C' } };
  const picture = { type: 'file', data: 'iVBORw0KGgo=', mediaType: 'image/png' };
  return printOutcomes({
    plain: async () =>
      (await ai.generateText({ model, system: 'Be terse.', prompt: 'Capital of France?', temperature: 0.25 })).text,
    picture: async () =>
      (await ai.generateText({ model, messages: [{ role: 'user', content: [picture] }], maxRetries: 0 })).text,
    stream: async () => ai.streamText({ model, prompt: 'Tell me.' }).text,
    tools: async () =>
      (await ai.streamText({ model, prompt: 'Weather?', tools, stopWhen: ai.stepCountIs(2) }).steps).length,
    embedding: async () => (await ai.embed({ model: 'openai/text-embedding-3-small', value: 'one' })).embedding,
    embeddings: async () =>
      (await ai.embedMany({ model: 'openai/text-embedding-3-small', values: ['one', 'two'] })).embeddings,
    refused: () => ai.generateText({ model, prompt: 'Too much.', maxRetries: 0 }),
  });
};

module.exports = { converse };
