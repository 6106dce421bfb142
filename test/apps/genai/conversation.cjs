// An app that uses what people use of @google/genai, and prints what it got from each call.
const { printOutcomes, streamed } = require('../outcomes.cjs');

const model = 'gemini-2.5-flash';
const functionDeclarations = [
  {
    name: 'get_weather',
    description: 'The weather at a place.',
    parameters: { type: 'OBJECT', properties: { city: { type: 'STRING' } }, required: ['city'] },
  },
];
const tools = [{ functionDeclarations }];
const textsOf = (pieces) => pieces.map((piece) => [piece.candidates, piece.usageMetadata]);

const converse = ({ GoogleGenAI }) => {
  const { models, chats } = new GoogleGenAI({
    apiKey: 'secret-key',
    vertexai: process.env.VERTEX === 'true',
    httpOptions: { baseUrl: process.env.MODEL_URL, retryOptions: { attempts: 1 } },
  });
  const ask = (contents, config) => models.generateContent({ model, contents, config });
  const stream = (contents, config) => models.generateContentStream({ model, contents, config });
  return printOutcomes({
    plain: () =>
      ask('What is the capital of France?', {
        systemInstruction: 'You are terse.',
        temperature: 0.25,
        topP: 0.5,
        topK: 40,
        maxOutputTokens: 64,
        seed: 7,
        stopSequences: ['###'],
        presencePenalty: 0.5,
        safetySettings: [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_ONLY_HIGH' }],
      }),
    'tools and their answers': async () => {
      const question = { role: 'user', parts: [{ text: 'What is the weather in Paris?' }] };
      const asked = await ask([question], { tools, toolConfig: { functionCallingConfig: { mode: 'ANY' } } });
      const answers = asked.functionCalls.map(({ name }) => ({ functionResponse: { name, response: { c: 18 } } }));
      return ask([question, asked.candidates[0].content, { role: 'user', parts: answers }], { tools });
    },
    stream: async () => textsOf(await streamed(await stream('Tell me something.'))),
    'streamed tools': async () => textsOf(await streamed(await stream('Weather?', { tools }))),
    'streamed thoughts': async () =>
      textsOf(
        await streamed(await stream('17 * 23?', { thinkingConfig: { includeThoughts: true, thinkingBudget: 512 } })),
      ),
    'several candidates': () => ask('Where is the Louvre?', { candidateCount: 2 }),
    'structured output': () =>
      ask('Who wrote the first program?', {
        responseMimeType: 'application/json',
        responseJsonSchema: { type: 'object', properties: { name: { type: 'string' } } },
      }),
    picture: () => ask([{ text: 'What is it?' }, { inlineData: { mimeType: 'image/png', data: 'iVBORw0KGgo=' } }]),
    chat: async () => {
      const chat = chats.create({ model, history: [{ role: 'user', parts: [{ text: 'Hello' }] }] });
      return (await chat.sendMessage({ message: 'And the capital of Spain?' })).text;
    },
    embeddings: async () =>
      models.embedContent({
        model: 'gemini-embedding-001',
        contents: ['one', 'two'],
        config: { outputDimensionality: 256, taskType: 'RETRIEVAL_QUERY' },
      }),
    blocked: () => ask('Say it. [[blocked]]'),
    'bad request': () => ask('No key. [[400]]'),
    'too many requests': async () => streamed(await stream('Again. [[429]]')),
    'cut stream': async () => streamed(await stream('Gone. [[cut]]')),
    'early break': async () => textsOf(await streamed(await stream('Stop me. [[slow]]'), 2)),
  });
};

module.exports = { converse };
