const { all, bytesOf, sdk } = require('../sdk.cjs');

const client = () => {
  const OpenAI = sdk('openai');
  return new OpenAI({ apiKey: 'k', maxRetries: 0 });
};
const file = (name, type) => sdk('openai').toFile(Buffer.from('\u0000\u0001Canary'), name, { type });
const sdks = ['openai'];

module.exports = {
  'OpenAI, Azure: images': {
    sdks,
    ask: () =>
      client().images.generate({ model: 'gpt-image-1', prompt: 'A cat', n: 1, size: '1024x1024', quality: 'high' }),
  },
  'OpenAI, Azure: edits and variations of images': {
    sdks,
    ask: async () =>
      client().images.edit({
        model: 'gpt-image-1',
        prompt: 'With a hat',
        n: 2,
        image: [await file('cat.png', 'image/png')],
        mask: await file('mask.png', 'image/png'),
      }),
  },
  'OpenAI, Azure: speech': {
    sdks,
    ask: async () => {
      const model = 'gpt-4o-mini-tts';
      const request = { model, input: 'Good day', voice: 'alloy', instructions: 'Be kind', speed: 1.5 };
      return bytesOf((await client().audio.speech.create(request)).body);
    },
  },
  'OpenAI, Azure, Groq: transcriptions and translations': {
    sdks,
    ask: async () =>
      client().audio.transcriptions.create({
        file: await file('talk.mp3', 'audio/mpeg'),
        model: 'gpt-4o-transcribe',
        prompt: 'A talk',
        temperature: 0.5,
        language: 'en',
        timestamp_granularities: ['word', 'segment'],
      }),
  },
  'Groq: transcriptions': {
    sdks: ['groq-sdk'],
    ask: async () => {
      const Groq = sdk('groq-sdk');
      const groq = new Groq({ apiKey: 'k', maxRetries: 0 });
      return groq.audio.transcriptions.create({
        file: await file('talk.mp3', 'audio/mpeg'),
        model: 'whisper-large-v3',
      });
    },
  },
  'Groq: speech': {
    sdks: ['groq-sdk'],
    ask: async () => {
      const Groq = sdk('groq-sdk');
      const groq = new Groq({ apiKey: 'k', maxRetries: 0 });
      const request = { model: 'playai-tts', input: 'Good day', voice: 'Fritz-PlayAI' };
      return bytesOf((await groq.audio.speech.create(request)).body);
    },
  },
  'Together: images': {
    sdks: ['together-ai'],
    ask: () => {
      const { Together } = sdk('together-ai');
      const together = new Together({ apiKey: 'k', maxRetries: 0 });
      return together.images.generate({ model: 'black-forest-labs/FLUX.1-schnell', prompt: 'A cat', steps: 4 });
    },
  },
  'OpenAI, Mistral: moderations': {
    sdks,
    ask: () => client().moderations.create({ model: 'omni-moderation-latest', input: ['Fine words'] }),
  },
  'OpenAI: videos': {
    sdks,
    ask: async () => {
      const { videos } = client();
      let video = await videos.create({ model: 'sora-2', prompt: 'A cat', seconds: '8' });
      while (video.status !== 'completed') video = await videos.retrieve(video.id);
      return video;
    },
  },
  'OpenAI, Azure: runs of assistants': {
    sdks,
    ask: () => {
      const additional_messages = [{ role: 'user', content: 'Hello' }];
      const request = { assistant_id: 'asst_1', instructions: 'Be kind', additional_messages };
      return client().beta.threads.runs.createAndPoll('thread_1', request, { pollIntervalMs: 1 });
    },
  },
  'OpenAI: results of batches': { sdks, ask: async () => (await client().files.content('file-7')).text() },
  'Anthropic: results of batches': {
    sdks: ['@anthropic-ai/sdk'],
    ask: async () => {
      const { Anthropic } = sdk('@anthropic-ai/sdk');
      return all(await new Anthropic({ apiKey: 'k', maxRetries: 0 }).messages.batches.results('msgbatch_7'));
    },
  },
};
