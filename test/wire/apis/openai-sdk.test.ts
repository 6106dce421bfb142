import type { IncomingMessage } from 'node:http';
import OpenAI, { toFile } from 'openai';
import type { EndedSpan } from '../../../src/wire/span/ended-span';
import { observeWire, serve } from '../support/observe';

const usage = { input_tokens: 9, output_tokens: 2, total_tokens: 11 };
const job = { id: 'video_7', object: 'video', model: 'sora-2', created_at: 1_760_000_000 };
const run = { id: 'run_7', object: 'thread.run', thread_id: 'thread_1', assistant_id: 'asst_1', model: 'gpt-4o' };
const chat = {
  object: 'chat.completion',
  model: 'gpt-4o',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Good day' }, finish_reason: 'stop' }],
};

/** By the method and the path, what the server answers in turn. */
const answers: Readonly<Record<string, readonly unknown[]>> = {
  'POST /v1/images/generations': [{ data: [{ url: 'https://x.example/1.png' }], usage }],
  'POST /v1/images/edits': [{ data: [{ url: 'https://x.example/2.png' }] }],
  'POST /v1/audio/speech': [Buffer.alloc(200_000, 7)],
  'POST /v1/audio/transcriptions': [{ text: 'Good day', usage: { type: 'duration', seconds: 3 } }],
  'POST /v1/moderations': [{ id: 'modr-1', model: 'omni', results: [{ flagged: false }] }],
  'POST /v1/videos': [{ ...job, status: 'queued' }],
  'GET /v1/videos/video_7': [
    { ...job, status: 'in_progress' },
    { ...job, status: 'completed' },
  ],
  'POST /v1/threads/thread_1/runs': [{ ...run, status: 'queued' }],
  'GET /v1/threads/thread_1/runs/run_7': [
    { ...run, status: 'completed', usage: { prompt_tokens: 9, completion_tokens: 2 } },
  ],
  'GET /v1/files/file-7/content': [
    Buffer.from(`${JSON.stringify({ custom_id: 'a', response: { status_code: 200, body: chat } })}\n`),
  ],
  // What is no call.
  'POST /v1/files': [{ id: 'file-8', object: 'file' }],
  'GET /v1/models': [{ object: 'list', data: [{ id: 'gpt-4o', object: 'model' }] }],
  'POST /v1/threads/thread_1/messages': [{ id: 'msg_1', object: 'thread.message', content: [] }],
  'GET /v1/threads/thread_1/messages': [
    { object: 'list', data: [{ id: 'msg_1', object: 'thread.message', content: [] }] },
  ],
  'POST /v1/batches': [{ id: 'batch_1', object: 'batch' }],
  'GET /v1/batches/batch_1': [{ id: 'batch_1', object: 'batch', status: 'completed' }],
  'POST /v1/responses/input_tokens': [{ object: 'response.input_tokens', input_tokens: 7 }],
};

async function withClient(use: (client: OpenAI) => Promise<void>): Promise<readonly EndedSpan[]> {
  const asked = new Map<string, number>();
  const nextOf = ({ method, url = '' }: IncomingMessage): unknown => {
    const name = `${method} ${url.split('?')[0]}`;
    const all = answers[name] ?? [];
    const times = asked.get(name) ?? 0;
    asked.set(name, times + 1);
    return all[Math.min(times, all.length - 1)] ?? { error: { message: `Unknown: ${name}` } };
  };
  const server = await serve((request, response) => {
    request.resume().on('end', () => {
      const answer = nextOf(request);
      const isFile = Buffer.isBuffer(answer);
      response.writeHead(200, { 'content-type': isFile ? 'audio/mpeg' : 'application/json' });
      response.end(isFile ? answer : JSON.stringify(answer));
    });
  });
  const { wire, spans } = observeWire();
  try {
    await use(new OpenAI({ apiKey: 'k', baseURL: `${server.origin}/v1`, maxRetries: 0 }));
    await wire.settle();
  } finally {
    wire.stop();
    await server.close();
  }
  return spans;
}

const picture = () => toFile(Buffer.from('a cat'), 'cat.png', { type: 'image/png' });

test('what the SDK of OpenAI asks beyond chat is recorded, each call once', async () => {
  const spans = await withClient(async (client) => {
    await client.images.generate({ model: 'gpt-image-1', prompt: 'A cat' });
    await client.images.edit({ model: 'gpt-image-1', prompt: 'With a hat', image: await picture() });
    const speech = await client.audio.speech.create({ model: 'tts-1', voice: 'alloy', input: 'Good day' });
    expect((await speech.arrayBuffer()).byteLength).toBe(200_000);
    const file = await toFile(Buffer.alloc(100_000, 7), 'talk.mp3');
    const { text } = await client.audio.transcriptions.create({ model: 'whisper-1', file });
    expect(text).toBe('Good day');
    await client.moderations.create({ input: 'Fine words' });
    await client.videos.create({ model: 'sora-2', prompt: 'A cat' });
    await client.videos.retrieve('video_7');
    await client.videos.retrieve('video_7');
    await client.beta.threads.runs.createAndPoll('thread_1', { assistant_id: 'asst_1' }, { pollIntervalMs: 1 });
    await (await client.files.content('file-7')).text();
    await (await client.files.content('file-7')).text();
  });
  // Those that end at nearly the same time are read in any order.
  const read = spans.map(({ name, attributes }) => [name, attributes['error.type']]).toSorted();
  expect(read).toEqual([
    ['chat gpt-4o', undefined],
    ['chat', undefined],
    ['generate_content gpt-image-1', undefined],
    ['generate_content gpt-image-1', undefined],
    ['generate_content sora-2', undefined],
    ['generate_content tts-1', undefined],
    ['generate_content whisper-1', undefined],
    ['moderation', undefined],
  ]);
  const said = JSON.stringify(spans.map(({ attributes }) => attributes));
  expect(said).toContain('200000 bytes, SHA-256');
  expect(said).toContain('100000 bytes, SHA-256');
  expect(said).toContain('With a hat');
});

test('what is no call of a model is not recorded', async () => {
  const spans = await withClient(async (client) => {
    await client.files.create({ purpose: 'batch', file: await picture() });
    await client.models.list();
    await client.beta.threads.messages.create('thread_1', { role: 'user', content: 'Hello' });
    await client.beta.threads.messages.list('thread_1');
    await client.batches.create({
      input_file_id: 'file-8',
      endpoint: '/v1/chat/completions',
      completion_window: '24h',
    });
    await client.batches.retrieve('batch_1');
    await client.post('/responses/input_tokens', { body: { model: 'gpt-4o', input: 'Hello' } });
  });
  expect(spans).toEqual([]);
});
