// An app that uses each helper of the openai SDK, and prints what it got from each.
const { Readable } = require('node:stream');
const { abortOnce, eventsOf, isClosed, textOf, thrownBy } = require('./features.cjs');
const { printOutcomes, streamed } = require('./outcomes.cjs');

const model = 'gpt-4o';
const user = (content) => ({ role: 'user', content });
const asking = (content, more) => ({ model, messages: [user(content)], ...more });

/** @param helpers `openai/helpers/zod` of the same SDK */
const converse = ({ OpenAI, AzureOpenAI, toFile, APIPromise }, helpers, { z }) => {
  const options = { apiKey: 'sk-test', baseURL: process.env.MODEL_URL, maxRetries: 1 };
  const client = new OpenAI(options);
  const { completions } = client.chat;
  const person = z.object({ name: z.string(), born: z.number() });
  const weather = helpers.zodFunction({
    name: 'get_weather',
    description: 'The weather ☁️',
    parameters: z.object({ place: z.string() }),
    function: async ({ place }) => `18 °C in ${place}`,
  });
  const chatEvents = [
    'connect',
    'chunk',
    'content',
    'message',
    'chatCompletion',
    'functionToolCall',
    'totalUsage',
    'end',
  ];

  return printOutcomes({
    parse: () => completions.parse(asking('Who?', { response_format: helpers.zodResponseFormat(person, 'person') })),
    'parsed arguments': () => completions.parse(asking('Weather?', { tools: [weather] })),
    'a promise and its kinds': async () => {
      const promise = completions.create(asking('One of three.'));
      const raw = await promise.asResponse();
      const { data, request_id } = await completions.create(asking('Another.')).withResponse();
      return [promise instanceof APIPromise, raw instanceof Response, await raw.json(), data, request_id];
    },
    'a raw stream': async () => {
      const response = await completions.create(asking('Raw. [[split]]', { stream: true })).asResponse();
      return [response.headers.get('content-type'), response.bodyUsed, await response.text()];
    },
    'a stream with its response': async () => {
      const { data, response } = await completions.create(asking('Both.', { stream: true })).withResponse();
      return [response.status, await streamed(data)];
    },
    'a stream in two': async () => {
      const [one, other] = (await completions.create(asking('Twice.', { stream: true }))).tee();
      return [(await streamed(one)).length, (await streamed(other)).length];
    },
    'a stream as bytes': async () => {
      const stream = await completions.create(asking('Bytes.', { stream: true }));
      return textOf(stream.toReadableStream());
    },
    'events of a stream helper': async () => {
      const stream = completions.stream(asking('Help.', { stream_options: { include_usage: true } }));
      const seen = eventsOf(stream, chatEvents);
      return [await stream.finalContent(), await stream.totalUsage(), await stream.finalMessage(), seen];
    },
    'a stream helper, read': async () => streamed(completions.stream(asking('Read me.'))),
    'a stream helper, aborted': async () => {
      const stream = completions.stream(asking('Abort. [[endless]]'));
      stream.on('content', () => stream.abort());
      return [await thrownBy(() => stream.finalMessage()), stream.aborted, await isClosed()];
    },
    'tool runner': async () => {
      const runner = completions.runTools(asking('Weather in Paris?', { tools: [weather] }));
      const seen = eventsOf(runner, [...chatEvents, 'functionToolCallResult']);
      return [await runner.finalContent(), runner.messages.length, seen];
    },
    'streaming tool runner': async () => {
      const runner = completions.runTools(asking('Weather in Tokyo?', { tools: [weather], stream: true }));
      return [(await streamed(runner)).length, await runner.finalContent(), await runner.totalUsage()];
    },
    'parsed response': () =>
      client.responses.parse({ model, input: 'Who?', text: { format: helpers.zodTextFormat(person, 'person') } }),
    'events of a response helper': async () => {
      const stream = client.responses.stream({ model, input: 'Help.' });
      const seen = eventsOf(stream, ['response.created', 'response.output_text.delta', 'response.completed']);
      return [(await stream.finalResponse()).output_text, seen];
    },
    'a response helper, left': async () => {
      for await (const event of client.responses.stream({ model, input: 'Leave. [[endless]]' })) {
        if (event.type === 'response.output_text.delta') break;
      }
      return isClosed();
    },
    'early break': async () => {
      for await (const _chunk of await completions.create(asking('Break. [[endless]]', { stream: true }))) break;
      return isClosed();
    },
    'aborted before': () => thrownBy(() => completions.create(asking('Never.'), { signal: AbortSignal.abort() })),
    'aborted while waiting': () =>
      thrownBy(() => completions.create(asking('Wait. [[late]]'), { signal: abortOnce('Wait.') })),
    'aborted in a stream': async () => {
      const abort = new AbortController();
      const stream = await completions.create(asking('Enough. [[endless]]', { stream: true }), {
        signal: abort.signal,
      });
      const read = async () => {
        for await (const _chunk of stream) abort.abort();
      };
      return [await thrownBy(read), await isClosed()];
    },
    'timed out': () => thrownBy(() => completions.create(asking('Late. [[late]]'), { timeout: 1000, maxRetries: 1 })),
    'retried until it gives up': () => thrownBy(() => completions.create(asking('Again. [[429]]'), { maxRetries: 2 })),
    'a fetch of its own': async () => {
      const urls = [];
      const own = (url, init) => {
        urls.push(new URL(url).pathname);
        return fetch(url, init);
      };
      return [await new OpenAI({ ...options, fetch: own }).chat.completions.create(asking('Own fetch.')), urls];
    },
    'a path by hand': () => client.post('/chat/completions', { body: asking('By hand.') }),
    Azure: async () => {
      const { origin: endpoint } = new URL(process.env.MODEL_URL);
      const azure = new AzureOpenAI({ endpoint, apiKey: 'secret-key', apiVersion: '2024-10-21', deployment: 'gpt-4o' });
      return azure.chat.completions.create(asking('On Azure.'));
    },
    'an uploaded file': async () => [
      await client.files.create({ file: await toFile(Buffer.from('{"a":1}\n'), 'a.jsonl'), purpose: 'batch' }),
      await client.files.create({
        file: await toFile(Readable.from([Buffer.from('one'), Buffer.from('two')]), 'b.txt'),
        purpose: 'assistants',
      }),
    ],
    'a file’s content': async () => (await client.files.content('file-1')).text(),
    'pages of files': async () => (await streamed(client.files.list({ limit: 2 }))).map(({ id }) => id),
    batches: async () => [
      await client.batches.create({
        input_file_id: 'file-1',
        endpoint: '/v1/chat/completions',
        completion_window: '24h',
      }),
      await client.batches.retrieve('batch_1'),
    ],
    transcription: async () =>
      client.audio.transcriptions.create({ file: await toFile(Buffer.from('RIFF'), 'said.wav'), model: 'whisper-1' }),
    models: async () => (await streamed(client.models.list())).map(({ id }) => id),
  });
};

module.exports = { converse };
