// An app that uses what people use of @google/generative-ai, and prints what it got from each call.
const { printOutcomes, streamed } = require('./outcomes.cjs');

const functionDeclarations = [
  {
    name: 'get_weather',
    description: 'The weather at a place.',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
];
const tools = [{ functionDeclarations }];

const converse = ({ GoogleGenerativeAI }) => {
  const models = new GoogleGenerativeAI('secret-key');
  const model = (more) =>
    models.getGenerativeModel({ model: 'gemini-2.5-flash', ...more }, { baseUrl: process.env.MODEL_URL });
  const ask = async (prompt, more) => (await model(more).generateContent(prompt)).response.candidates;
  const stream = async (prompt, more, limit) => {
    const answer = await model(more).generateContentStream(prompt);
    answer.response.catch(() => {}); // the same failure is thrown by the stream
    return (await streamed(answer.stream, limit)).map(({ candidates, usageMetadata }) => [candidates, usageMetadata]);
  };
  return printOutcomes({
    plain: () =>
      ask('What is the capital of France?', {
        systemInstruction: 'You are terse.',
        generationConfig: { temperature: 0.25, topP: 0.5, topK: 40, maxOutputTokens: 64, stopSequences: ['###'] },
      }),
    'tools and their answers': async () => {
      const chat = model({ tools }).startChat();
      const { response } = await chat.sendMessage('What is the weather in Paris?');
      const answers = response.functionCalls().map(({ name }) => ({ functionResponse: { name, response: { c: 18 } } }));
      return (await chat.sendMessage(answers)).response.text();
    },
    stream: () => stream('Tell me something.'),
    'streamed tools': () => stream('Weather?', { tools }),
    'several candidates': () => ask('Where is the Louvre?', { generationConfig: { candidateCount: 2 } }),
    'structured output': () =>
      ask('Who wrote the first program?', {
        generationConfig: {
          responseMimeType: 'application/json',
          responseSchema: { type: 'object', properties: { name: { type: 'string' } } },
        },
      }),
    picture: () => ask(['What is it?', { inlineData: { mimeType: 'image/png', data: 'iVBORw0KGgo=' } }]),
    embedding: () =>
      models
        .getGenerativeModel({ model: 'text-embedding-004' }, { baseUrl: process.env.MODEL_URL })
        .batchEmbedContents({
          requests: ['one', '三'].map((text) => ({ content: { role: 'user', parts: [{ text }] } })),
        }),
    'bad request': () => ask('No key. [[400]]'),
    'too many requests': () => stream('Again. [[429]]'),
    'cut stream': () => stream('Gone. [[cut]]'),
    'early break': () => stream('Stop me. [[slow]]', {}, 2),
  });
};

module.exports = { converse };
