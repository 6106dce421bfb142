import { file, type Row, Streamed } from './row';

const shared = { operation: 'generate_content' } as const;
const prediction = {
  id: 'abcdefghij0123456789abcdef',
  urls: { get: 'https://api.replicate.com/v1/x' },
  input: { prompt: 'A cat' },
};
const streamAddress = `https://stream.replicate.com/v1/files/${'jbpf-ugpmnu4tn5nkdq'.repeat(3)}`;
const turns = [{ role: 'user', content: 'Hello' }];
const usage = { prompt_tokens: 9, completion_tokens: 2, total_tokens: 11 };
const counts = { 'usage.input_tokens': 9, 'usage.output_tokens': 2 };
const run = 'https://api.cloudflare.com/client/v4/accounts/7/ai/run';
/** What the SDK asks about a model before it asks the model. */
const inferenceOf = (model: string, task: string) =>
  [
    [
      `https://huggingface.co/api/models/${model}`,
      { inferenceProviderMapping: { 'hf-inference': { status: 'live', providerId: model, task } } },
    ],
  ] as const;
const queued = {
  request_id: 'q-7',
  status_url: 'https://queue.fal.run/fal-ai/flux/requests/q-7/status',
  response_url: 'https://queue.fal.run/fal-ai/flux/requests/q-7',
};

export const hostedRows: readonly Row[] = [
  {
    api: 'Replicate: predictions',
    path: '/v1/predictions, /v1/models/{model}/predictions, /v1/deployments/{name}/predictions',
    url: 'https://api.replicate.com/v1/models/black-forest-labs/flux-schnell/predictions',
    request: { input: { prompt: 'A cat', num_outputs: 1 } },
    response: { ...prediction, status: 'starting', output: null },
    asked: [
      ['https://api.replicate.com/v1/predictions/abcdefghij0123456789abcdef', { ...prediction, status: 'processing' }],
      [
        'https://api.replicate.com/v1/predictions/abcdefghij0123456789abcdef',
        { ...prediction, status: 'succeeded', output: ['https://x.example/1.webp'], metrics: { predict_time: 0.5 } },
      ],
    ],
    facts: {
      ...shared,
      provider: 'replicate',
      model: 'black-forest-labs/flux-schnell',
      id: prediction.id,
      input: ['A cat'],
      output: ['image: https://x.example/1.webp'],
      attributes: { 'usage.details.predict_time': 0.5 },
      extra: { num_outputs: 1 },
    },
    isOwn: true,
  },
  {
    api: 'Replicate: predictions that are waited for',
    path: '/v1/predictions',
    isVariant: true,
    url: 'https://api.replicate.com/v1/predictions',
    request: { version: 'v7', input: { prompt: 'Hello', system_prompt: 'Be kind' } },
    response: {
      ...prediction,
      status: 'succeeded',
      output: ['Good', ' day'],
      metrics: { input_token_count: 9, output_token_count: 2 },
    },
    facts: {
      ...shared,
      provider: 'replicate',
      model: 'v7',
      input: ['Be kind', 'Hello'],
      output: ['Good day'],
      attributes: counts,
    },
    isOwn: true,
  },
  {
    api: 'Replicate: predictions, streamed',
    path: '/v1/models/{model}/predictions, stream.replicate.com/v1/files/{id}',
    isVariant: true,
    url: 'https://api.replicate.com/v1/models/meta/meta-llama-3-8b-instruct/predictions',
    request: { input: { prompt: 'Hello' } },
    response: { ...prediction, urls: { ...prediction.urls, stream: streamAddress }, status: 'starting', output: null },
    asked: [
      [
        streamAddress,
        Buffer.from('event: output\ndata: Good\n\nevent: output\ndata:  day\n\nevent: done\ndata: {}\n\n'),
      ],
    ],
    facts: {
      ...shared,
      provider: 'replicate',
      model: 'meta/meta-llama-3-8b-instruct',
      input: ['Hello'],
      output: ['Good day'],
    },
    isOwn: true,
    not: 'usage',
  },
  {
    api: 'fal: the queue',
    path: 'queue.fal.run/{app}',
    url: 'https://queue.fal.run/fal-ai/flux',
    request: { prompt: 'A cat', num_images: 1 },
    response: { ...queued, status: 'IN_QUEUE', queue_position: 0 },
    asked: [
      ['https://queue.fal.run/fal-ai/flux/requests/q-7/status', { ...queued, status: 'IN_PROGRESS' }],
      ['https://queue.fal.run/fal-ai/flux/requests/q-7/status', { ...queued, status: 'COMPLETED' }],
      [
        'https://queue.fal.run/fal-ai/flux/requests/q-7',
        {
          images: [{ url: 'https://x.example/1.jpg', width: 64, content_type: 'image/jpeg' }],
          prompt: 'A cat',
          seed: 7,
        },
      ],
    ],
    facts: {
      ...shared,
      provider: 'fal',
      model: 'fal-ai/flux',
      input: ['A cat'],
      output: ['image/jpeg: https://x.example/1.jpg'],
      extra: { num_images: 1 },
    },
  },
  {
    api: 'fal: models that are waited for',
    path: 'fal.run/{app}',
    url: 'https://fal.run/fal-ai/kling-video/v1',
    request: { prompt: 'A cat', image_url: 'https://x.example/cat.png' },
    response: { video: { url: 'https://x.example/1.mp4', file_size: 9 } },
    facts: {
      ...shared,
      provider: 'fal',
      model: 'fal-ai/kling-video/v1',
      input: ['A cat', 'image: https://x.example/cat.png'],
      output: ['video: https://x.example/1.mp4'],
    },
  },
  {
    api: 'Hugging Face: tasks of texts',
    path: '/hf-inference/models/{model}, /models/{model}',
    url: 'https://router.huggingface.co/hf-inference/models/facebook/bart-large-cnn',
    beside: inferenceOf('facebook/bart-large-cnn', 'summarization'),
    request: { inputs: 'A long text', parameters: { max_length: 9 } },
    response: [{ summary_text: 'Short words' }],
    facts: {
      ...shared,
      provider: 'huggingface',
      model: 'facebook/bart-large-cnn',
      input: ['A long text'],
      output: ['Short words'],
      extra: { max_length: 9 },
    },
    not: 'vectors',
  },
  {
    api: 'Hugging Face: tasks of files, with labels as answers',
    path: '/models/{model}',
    isVariant: true,
    url: 'https://router.huggingface.co/hf-inference/models/google/vit-base',
    beside: inferenceOf('google/vit-base', 'image-classification'),
    request: file('cat.png', 'image/png').bytes,
    requestType: 'image/png',
    response: [{ label: 'Felis catus', score: 0.9 }],
    facts: {
      ...shared,
      provider: 'huggingface',
      model: 'google/vit-base',
      input: ['image/png: 8 bytes'],
      output: ['[{"label":"Felis catus","score":0.9}]'],
    },
  },
  {
    api: 'Hugging Face: tasks with a picture as answer',
    path: '/models/{model}',
    isVariant: true,
    url: 'https://router.huggingface.co/hf-inference/models/stabilityai/sdxl',
    beside: inferenceOf('stabilityai/sdxl', 'text-to-image'),
    request: { inputs: 'A cat' },
    response: Buffer.from('JFIF Canary'),
    responseType: 'image/jpeg',
    facts: {
      ...shared,
      provider: 'huggingface',
      model: 'stabilityai/sdxl',
      input: ['A cat'],
      output: ['image/jpeg: 11 bytes'],
    },
  },
  {
    api: 'Hugging Face: tasks of sound',
    path: '/hf-inference/models/{model}',
    isVariant: true,
    url: 'https://router.huggingface.co/hf-inference/models/openai/whisper-large-v3',
    beside: inferenceOf('openai/whisper-large-v3', 'automatic-speech-recognition'),
    request: file('talk.mp3', 'audio/mpeg').bytes,
    requestType: 'audio/mpeg',
    response: { text: 'Good day' },
    facts: {
      ...shared,
      provider: 'huggingface',
      model: 'openai/whisper-large-v3',
      input: ['audio/mpeg: 8 bytes'],
      output: ['Good day'],
    },
  },
  ...[true, false].map(
    (stream): Row => ({
      api: stream ? 'Text Generation Inference, streamed' : 'Text Generation Inference',
      path: '/generate, /generate_stream, and the root of an endpoint of Hugging Face',
      isVariant: stream,
      url: 'https://x1.us-east-1.aws.endpoints.huggingface.cloud/',
      request: { inputs: 'Hello', parameters: { max_new_tokens: 9 }, ...(stream ? { stream } : {}) },
      response: stream
        ? new Streamed([
            { token: { text: 'Good' }, generated_text: null },
            {
              token: { text: ' day' },
              generated_text: 'Good day',
              details: { finish_reason: 'length', generated_tokens: 2 },
            },
          ])
        : [{ generated_text: 'Good day', details: { finish_reason: 'length', generated_tokens: 2 } }],
      facts: {
        operation: 'text_completion',
        provider: 'huggingface',
        model: undefined,
        input: ['Hello'],
        output: ['Good day'],
        attributes: { 'usage.output_tokens': 2, 'request.max_tokens': 9 },
      },
    }),
  ),
  {
    api: 'Cloudflare: Workers AI',
    path: '/ai/run/@{model}',
    url: `${run}/@cf/meta/llama-3.1-8b-instruct`,
    request: { messages: turns, max_tokens: 9 },
    response: { result: { response: 'Good day', usage }, success: true, errors: [], messages: [] },
    cost: 0.000004192,
    facts: {
      ...shared,
      provider: 'cloudflare',
      model: '@cf/meta/llama-3.1-8b-instruct',
      input: ['Hello'],
      output: ['Good day'],
      attributes: { ...counts, 'request.max_tokens': 9 },
    },
    isOwn: true,
  },
  {
    api: 'Cloudflare: Workers AI, streamed',
    path: '/ai/run/@{model}',
    isVariant: true,
    url: `${run}/@cf/meta/llama-3.1-8b-instruct`,
    request: { prompt: 'Hello', stream: true },
    response: new Streamed([{ response: 'Good' }, { response: ' day' }, { response: '', usage }], 'data: [DONE]\n\n'),
    cost: 0.000004192,
    facts: {
      ...shared,
      provider: 'cloudflare',
      model: '@cf/meta/llama-3.1-8b-instruct',
      input: ['Hello'],
      output: ['Good day'],
      attributes: counts,
    },
    isOwn: true,
  },
  {
    api: 'Cloudflare: Workers AI of audio',
    path: '/ai/run/@{model}',
    isVariant: true,
    url: `${run}/@cf/openai/whisper`,
    request: file('talk.mp3', 'audio/mpeg').bytes,
    requestType: 'application/octet-stream',
    response: { result: { text: 'Good day', word_count: 2 }, success: true },
    facts: {
      ...shared,
      provider: 'cloudflare',
      model: '@cf/openai/whisper',
      input: ['document: 8 bytes'],
      output: ['Good day'],
    },
    isOwn: true,
  },
];
