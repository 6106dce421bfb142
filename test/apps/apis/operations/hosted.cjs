const { all, sdk } = require('../sdk.cjs');

const replicate = () => {
  const Replicate = sdk('replicate');
  return new Replicate({ auth: 'k', useFileOutput: false });
};
const fal = () => sdk('@fal-ai/client').createFalClient({ credentials: 'k' });
const huggingFace = () => {
  const { InferenceClient } = sdk('@huggingface/inference');
  return new InferenceClient('hf_k');
};
/** Today's asks endpoints in OpenAI's form. */
const olderHuggingFace = () => {
  const { InferenceClient } = sdk('@huggingface/inference-3');
  return new InferenceClient('hf_k').endpoint('https://x1.us-east-1.aws.endpoints.huggingface.cloud/');
};
const bytes = Buffer.from('\u0000\u0001Canary');
const hub = ['@huggingface/inference'];
const provider = 'hf-inference';

module.exports = {
  'Replicate: predictions': {
    sdks: ['replicate'],
    ask: () =>
      replicate().run('black-forest-labs/flux-schnell', {
        input: { prompt: 'A cat', num_outputs: 1 },
        wait: { mode: 'poll', interval: 1 },
      }),
  },
  'Replicate: predictions that are waited for': {
    sdks: ['replicate'],
    ask: () =>
      replicate().predictions.create({
        version: 'v7',
        input: { prompt: 'Hello', system_prompt: 'Be kind' },
        wait: true,
      }),
  },
  'Replicate: predictions, streamed': {
    sdks: ['replicate'],
    ask: () => all(replicate().stream('meta/meta-llama-3-8b-instruct', { input: { prompt: 'Hello' } })),
  },
  'fal: the queue': {
    sdks: ['@fal-ai/client'],
    ask: () => fal().subscribe('fal-ai/flux', { input: { prompt: 'A cat', num_images: 1 }, pollInterval: 1 }),
  },
  'fal: models that are waited for': {
    sdks: ['@fal-ai/client'],
    ask: () =>
      fal().run('fal-ai/kling-video/v1', { input: { prompt: 'A cat', image_url: 'https://x.example/cat.png' } }),
  },
  'Hugging Face: tasks of texts': {
    sdks: hub,
    ask: () =>
      huggingFace().summarization({
        provider,
        model: 'facebook/bart-large-cnn',
        inputs: 'A long text',
        parameters: { max_length: 9 },
      }),
  },
  'Hugging Face: tasks of files, with labels as answers': {
    sdks: hub,
    ask: () =>
      huggingFace().imageClassification({
        provider,
        model: 'google/vit-base',
        data: new Blob([bytes], { type: 'image/png' }),
      }),
  },
  'Hugging Face: tasks with a picture as answer': {
    sdks: hub,
    ask: async () => {
      const picture = await huggingFace().textToImage({ provider, model: 'stabilityai/sdxl', inputs: 'A cat' });
      return Buffer.from(await picture.arrayBuffer()).toString('hex');
    },
  },
  'Hugging Face: tasks of sound': {
    sdks: hub,
    ask: () =>
      huggingFace().automaticSpeechRecognition({
        provider,
        model: 'openai/whisper-large-v3',
        data: new Blob([bytes], { type: 'audio/mpeg' }),
      }),
  },
  'Text Generation Inference': {
    sdks: ['@huggingface/inference-3'],
    ask: () => olderHuggingFace().textGeneration({ inputs: 'Hello', parameters: { max_new_tokens: 9 } }),
  },
  'Text Generation Inference, streamed': {
    sdks: ['@huggingface/inference-3'],
    ask: () => all(olderHuggingFace().textGenerationStream({ inputs: 'Hello', parameters: { max_new_tokens: 9 } })),
  },
};
