// An app that uses each helper of the Anthropic SDK, and prints what it got from each.
const { abortOnce, eventsOf, isClosed, textOf, thrownBy } = require('./features.cjs');
const { printOutcomes, streamed } = require('./outcomes.cjs');

const model = 'claude-haiku-4-5';
const user = (content) => ({ role: 'user', content });
const asking = (content, more) => ({ model, max_tokens: 1024, messages: [user(content)], ...more });
const tool = { name: 'get_weather', input_schema: { type: 'object', properties: { place: { type: 'string' } } } };

/** @param helpers `helpers/zod` and `helpers/beta/zod` of the same SDK */
const converse = ({ Anthropic, toFile, APIPromise }, { zodOutputFormat, betaZodTool }, { z }) => {
  const options = { apiKey: 'sk-ant-test', baseURL: process.env.MODEL_URL, maxRetries: 1 };
  const client = new Anthropic(options);
  const { messages, beta } = client;
  const person = z.object({ name: z.string(), born: z.number() });
  const weather = betaZodTool({
    name: 'get_weather',
    description: 'The weather ☁️',
    inputSchema: z.object({ place: z.string() }),
    run: async ({ place }) => `18 °C in ${place}`,
  });

  return printOutcomes({
    parse: () => messages.parse(asking('Who?', { output_config: { format: zodOutputFormat(person) } })),
    'a promise and its kinds': async () => {
      const promise = messages.create(asking('One of three.'));
      const raw = await promise.asResponse();
      const { data, request_id } = await messages.create(asking('Another.')).withResponse();
      return [promise instanceof APIPromise, raw instanceof Response, await raw.json(), data, request_id];
    },
    'a raw stream': async () => {
      const response = await messages.create(asking('Raw. [[split]]', { stream: true })).asResponse();
      return [response.headers.get('content-type'), response.bodyUsed, await response.text()];
    },
    'a stream with its response': async () => {
      const { data, response } = await messages.create(asking('Both.', { stream: true })).withResponse();
      return [response.status, await streamed(data)];
    },
    'a stream in two': async () => {
      const [one, other] = (await messages.create(asking('Twice.', { stream: true }))).tee();
      return [(await streamed(one)).length, (await streamed(other)).length];
    },
    'a stream as bytes': async () =>
      textOf((await messages.create(asking('Bytes.', { stream: true }))).toReadableStream()),
    'events of a stream helper': async () => {
      const stream = messages.stream(asking('Help.', { tools: [tool] }));
      const names = ['connect', 'streamEvent', 'text', 'inputJson', 'contentBlock', 'message', 'finalMessage', 'end'];
      const seen = eventsOf(stream, names);
      return [await stream.finalMessage(), await stream.finalText(), seen];
    },
    'a stream helper, read': () => streamed(messages.stream(asking('Read me.'))),
    'a stream helper, aborted': async () => {
      const stream = messages.stream(asking('Abort. [[endless]]'));
      stream.on('text', () => stream.abort());
      return [await thrownBy(() => stream.finalMessage()), stream.aborted, await isClosed()];
    },
    'a stream helper, left': async () => {
      for await (const event of messages.stream(asking('Leave. [[endless]]'))) {
        if (event.type === 'content_block_delta') break;
      }
      return isClosed();
    },
    'tool runner': async () => {
      const runner = beta.messages.toolRunner(asking('Weather in Paris?', { tools: [weather] }));
      return [await runner.runUntilDone(), runner.params.messages.length];
    },
    'streaming tool runner': async () => {
      const runner = beta.messages.toolRunner(asking('Weather in Tokyo?', { tools: [weather], stream: true }));
      const turns = [];
      for await (const stream of runner) turns.push((await streamed(stream)).length, await stream.finalMessage());
      return turns;
    },
    'beta stream helper': () =>
      beta.messages.stream(asking('Beta.', { betas: ['context-1m-2025-08-07'] })).finalMessage(),
    'early break': async () => {
      for await (const event of await messages.create(asking('Break. [[endless]]', { stream: true })))
        if (event.type === 'content_block_delta') break;
      return isClosed();
    },
    'aborted before': () => thrownBy(() => messages.create(asking('Never.'), { signal: AbortSignal.abort() })),
    'aborted while waiting': () =>
      thrownBy(() => messages.create(asking('Wait. [[late]]'), { signal: abortOnce('Wait.') })),
    'aborted in a stream': async () => {
      const abort = new AbortController();
      const stream = await messages.create(asking('Enough. [[endless]]', { stream: true }), { signal: abort.signal });
      const read = async () => {
        for await (const _event of stream) abort.abort();
      };
      return [await thrownBy(read), await isClosed()];
    },
    'timed out': () => thrownBy(() => messages.create(asking('Late. [[late]]'), { timeout: 1000, maxRetries: 1 })),
    'retried until it gives up': () => thrownBy(() => messages.create(asking('Again. [[429]]'), { maxRetries: 2 })),
    'a fetch of its own': async () => {
      const urls = [];
      const own = (url, init) => {
        urls.push(new URL(url).pathname);
        return fetch(url, init);
      };
      return [await new Anthropic({ ...options, fetch: own }).messages.create(asking('Own fetch.')), urls];
    },
    'counted tokens': () => messages.countTokens({ model, messages: [user('How many?')] }),
    'an uploaded file': async () => beta.files.upload({ file: await toFile(Buffer.from('one'), 'a.txt') }),
    batches: async () => [
      await messages.batches.create({ requests: [{ custom_id: 'a', params: asking('In a batch.') }] }),
      await messages.batches.retrieve('msgbatch_1').then(({ processing_status }) => processing_status),
      await streamed(await messages.batches.results('msgbatch_1')),
    ],
    models: async () => (await streamed(client.models.list())).map(({ id }) => id),
  });
};

module.exports = { converse };
