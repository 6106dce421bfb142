// An app that uses what people use of @aws-sdk/client-bedrock-runtime, and prints what it got from each call: over the
// SDK's own handler, which speaks HTTP/2, or over HTTP/1.1 where the environment says so.
const { printOutcomes, streamed } = require('../outcomes.cjs');

const modelId = 'anthropic.claude-3-5-sonnet-20240620-v1:0';
const profile = 'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.meta.llama3-8b-instruct-v1:0';
const user = (...content) => ({ role: 'user', content });
const toolConfig = {
  tools: [
    {
      toolSpec: {
        name: 'get_weather',
        description: 'The weather at a place.',
        inputSchema: { json: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } },
      },
    },
  ],
  toolChoice: { any: {} },
};
const claude = { anthropic_version: 'bedrock-2023-05-31', max_tokens: 64, system: 'You are terse.' };
/** Older SDKs speak HTTP/1.1 without being told. */
function handlerOfHttp1() {
  const { NodeHttpHandler } = require('@smithy/node-http-handler');
  return new NodeHttpHandler();
}
const withoutMetadata = ({ $metadata: _, ...answer }) => answer;

const converse = (sdk) => {
  const handler = process.env.HTTP_VERSION === '1.1' ? { requestHandler: handlerOfHttp1() } : {};
  const client = new sdk.BedrockRuntimeClient({
    region: 'us-east-1',
    endpoint: process.env.MODEL_URL,
    credentials: { accessKeyId: 'AKIASECRET', secretAccessKey: 'secret-key' },
    maxAttempts: 2,
    ...handler,
  });
  const send = async (name, input, options) => withoutMetadata(await client.send(new sdk[name](input), options));
  const ask = (text, more) => send('ConverseCommand', { modelId, messages: [user({ text })], ...more });
  const stream = async (text, more, limit) =>
    streamed((await send('ConverseStreamCommand', { modelId, messages: [user({ text })], ...more })).stream, limit);
  const invoke = async (id, body) => {
    const answer = await send('InvokeModelCommand', { modelId: id, body: JSON.stringify(body) });
    return JSON.parse(new TextDecoder().decode(answer.body));
  };
  const invokeStream = async (id, body) => {
    const { body: chunks } = await send('InvokeModelWithResponseStreamCommand', {
      modelId: id,
      body: JSON.stringify(body),
    });
    return (await streamed(chunks)).map(({ chunk }) => new TextDecoder().decode(chunk.bytes));
  };
  return printOutcomes({
    plain: () =>
      ask('What is the capital of France?', {
        system: [{ text: 'You are terse.' }],
        inferenceConfig: { temperature: 0.25, topP: 0.5, maxTokens: 64, stopSequences: ['###'] },
      }),
    'tools and their answers': async () => {
      const question = user({ text: 'What is the weather in Paris?' });
      const { output } = await send('ConverseCommand', { modelId, messages: [question], toolConfig });
      const answers = output.message.content.flatMap(({ toolUse }) =>
        toolUse ? [{ toolResult: { toolUseId: toolUse.toolUseId, content: [{ json: { c: 18 } }] } }] : [],
      );
      return send('ConverseCommand', { modelId, messages: [question, output.message, user(...answers)], toolConfig });
    },
    stream: () => stream('Tell me something.'),
    'streamed tools': () => stream('Weather?', { toolConfig }),
    'streamed thoughts': () =>
      stream('17 * 23?', { additionalModelRequestFields: { thinking: { type: 'enabled', budget_tokens: 1024 } } }),
    picture: () =>
      send('ConverseCommand', {
        modelId,
        messages: [
          user(
            { text: 'What is it?' },
            { image: { format: 'png', source: { bytes: Buffer.from('iVBORw0KGgo=', 'base64') } } },
          ),
        ],
      }),
    'invoked Claude': () => invoke(modelId, { ...claude, messages: [{ role: 'user', content: 'Capital of France?' }] }),
    'invoked Claude, streamed': () =>
      invokeStream(modelId, { ...claude, messages: [{ role: 'user', content: 'Capital of France?' }] }),
    'invoked Llama': () => invoke(profile, { prompt: 'Capital of France?', max_gen_len: 64, temperature: 0.25 }),
    'invoked Llama, streamed': () => invokeStream(profile, { prompt: 'Capital of France?', top_p: 0.5 }),
    embeddings: () => invoke('amazon.titan-embed-text-v2:0', { inputText: 'one', dimensions: 256 }),
    'access denied': () => ask('Hello? [[403]]'),
    'retried by the SDK': () => ask('Again. [[429-once]]'),
    'exception inside a stream': () => stream('Fail. [[fail]]'),
    'early break': () => stream('Stop me. [[slow]]', {}, 3),
    'aborted by the app': async () => {
      const abort = new AbortController();
      const command = new sdk.ConverseStreamCommand({ modelId, messages: [user({ text: 'Enough. [[slow]]' })] });
      const answer = await client.send(command, { abortSignal: abort.signal });
      for await (const event of answer.stream) {
        if (event.contentBlockDelta) abort.abort();
      }
      return 'not aborted';
    },
  }).finally(() => client.destroy());
};

module.exports = { converse };
