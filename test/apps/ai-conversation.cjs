// An app that uses what people use of the AI SDK, and prints what it got from each call.
const { printOutcomes } = require('./outcomes.cjs');

async function seen(result) {
  await result.consumeStream?.();
  return {
    text: await result.text,
    toolCalls: (await result.toolCalls)?.map(({ toolName, input, args }) => [toolName, input ?? args]),
    finishReason: await result.finishReason,
    usage: await result.usage,
  };
}
const quiet = { onError: () => {} };

/** With OpenAI's models. */
const converse = (ai, { createOpenAI }) => {
  const openai = createOpenAI({ apiKey: 'secret-key', baseURL: process.env.MODEL_URL, compatibility: 'strict' });
  const embedding = openai.embedding('text-embedding-3-small');
  return printOutcomes({
    ...callsOf(ai, 'chat', openai.chat('gpt-4o')),
    ...callsOf(ai, 'responses', openai.responses('gpt-4o')),
    embedding: async () => (await ai.embed({ model: embedding, value: 'one' })).embedding,
    embeddings: async () => (await ai.embedMany({ model: embedding, values: ['one', '三'] })).embeddings,
  });
};

/** With Anthropic's. */
const converseWithClaude = (ai, { createAnthropic }) => {
  const anthropic = createAnthropic({ apiKey: 'secret-key', baseURL: `${process.env.MODEL_URL}/v1` });
  return printOutcomes(callsOf(ai, 'messages', anthropic('claude-haiku-4-5')));
};

function callsOf(ai, name, model) {
  const parameters = ai.jsonSchema({
    type: 'object',
    properties: { place: { type: 'string' } },
    required: ['place'],
    additionalProperties: false,
  });
  const execute = async () => '18 °C';
  // Version 4 says `parameters`, `maxTokens` and `maxSteps`.
  const weather = { description: 'The weather ☁️', parameters, inputSchema: parameters };
  const stop = ai.stepCountIs === undefined ? { maxSteps: 3 } : { stopWhen: ai.stepCountIs(3) };
  const withRun = { tools: { get_weather: { ...weather, execute } }, ...stop };
  const person = ai.jsonSchema({ type: 'object', properties: { name: { type: 'string' } } });

  return {
    [`${name}: plain`]: async () =>
      seen(
        await ai.generateText({
          model,
          system: 'You are terse.',
          prompt: 'What is the capital of France?',
          temperature: 0.25,
          topP: 0.5,
          maxTokens: 64,
          maxOutputTokens: 64,
        }),
      ),
    [`${name}: tools`]: async () =>
      seen(
        await ai.generateText({ model, prompt: 'Weather?', tools: { get_weather: weather }, toolChoice: 'required' }),
      ),
    [`${name}: tools that are run`]: async () =>
      seen(await ai.generateText({ model, prompt: 'Weather in Paris and 東京?', ...withRun })),
    [`${name}: stream`]: async () =>
      seen(await ai.streamText({ model, prompt: 'Tell me. [[unicode]] [[split]]', ...quiet })),
    [`${name}: streamed tools that are run`]: async () =>
      seen(await ai.streamText({ model, prompt: 'Weather, please?', ...withRun, ...quiet })),
    [`${name}: an object`]: async () => {
      if (ai.generateObject !== undefined)
        return (await ai.generateObject({ model, schema: person, prompt: 'Who wrote the first program?' })).object;
      const output = ai.Output.object({ schema: person });
      return (await ai.generateText({ model, output, prompt: 'Who wrote the first program?' })).output;
    },
    [`${name}: picture`]: async () =>
      seen(
        await ai.generateText({
          model,
          messages: [
            {
              role: 'user',
              content: [
                { type: 'text', text: 'What is this?' },
                { type: 'image', image: 'iVBORw0KGgo=', mimeType: 'image/png', mediaType: 'image/png' },
              ],
            },
          ],
        }),
      ),
    [`${name}: bad request`]: () => ai.generateText({ model, prompt: 'Too hot. [[400]]' }),
    [`${name}: retried by the SDK`]: async () => seen(await ai.generateText({ model, prompt: 'Again. [[429-once]]' })),
    [`${name}: early break`]: async () => {
      for await (const piece of ai.streamText({ model, prompt: 'Stop me. [[slow]]', ...quiet }).textStream)
        return piece;
    },
    [`${name}: aborted stream`]: async () => {
      const abort = new AbortController();
      const { textStream } = ai.streamText({
        model,
        prompt: 'Abort me. [[slow]]',
        abortSignal: abort.signal,
        ...quiet,
      });
      let first;
      for await (const piece of textStream) {
        first ??= piece; // how many come before the end is a matter of time
        abort.abort();
      }
      return first;
    },
  };
}

module.exports = { converse, converseWithClaude };
