import { file, type Row, SentForm, Streamed } from './row';

const usage = { prompt_tokens: 9, completion_tokens: 2, total_tokens: 11 };
const counts = { 'usage.input_tokens': 9, 'usage.output_tokens': 2 };
const said = { input: ['Hello'], output: ['Good day'] } as const;
const completion = { operation: 'text_completion', ...said } as const;
const said7 = { type: 'message.output.delta', id: 'm7' };
const called7 = { type: 'function.call.delta', id: 'f7', output_index: 1, name: 'look', tool_call_id: 'c1' };
const mistral = 'https://api.mistral.ai/v1';

export const localRows: readonly Row[] = [
  ...[true, false].map(
    (stream): Row => ({
      api: stream ? 'llama.cpp, streamed' : 'llama.cpp: completions and gaps in code',
      path: '/completion, /infill',
      isVariant: stream,
      isAnywhere: true,
      url: 'http://127.0.0.1:8080/completion',
      request: { prompt: 'Hello', n_predict: 9, stream },
      response: stream
        ? new Streamed([
            { content: 'Good', stop: false },
            { content: ' day', stop: false },
            { content: '', stop: true, model: 'q', tokens_evaluated: 9, tokens_predicted: 2, stop_type: 'eos' },
          ])
        : { content: 'Good day', stop: true, model: 'q', tokens_evaluated: 9, tokens_predicted: 2, stop_type: 'eos' },
      facts: { ...completion, provider: 'llama.cpp', model: undefined, attributes: counts, extra: { n_predict: 9 } },
    }),
  ),
  ...[true, false].map(
    (stream): Row => ({
      api: stream ? 'KoboldCpp, streamed' : 'KoboldCpp',
      path: '/api/v1/generate, /api/extra/generate/stream',
      isVariant: stream,
      url: `http://127.0.0.1:5001/api/${stream ? 'extra/generate/stream' : 'v1/generate'}`,
      request: { prompt: 'Hello', max_length: 9, ...(stream ? { stream: true } : {}) },
      response: stream
        ? new Streamed([{ token: 'Good' }, { token: ' day', finish_reason: 'stop' }])
        : { results: [{ text: 'Good day', finish_reason: 'stop', prompt_tokens: 9, completion_tokens: 2 }] },
      facts: {
        ...completion,
        provider: 'koboldcpp',
        model: undefined,
        attributes: stream ? {} : counts,
        extra: { max_length: 9 },
      },
    }),
  ),
  {
    api: 'LM Studio: its own chat',
    path: '/api/v1/chat',
    url: 'http://127.0.0.1:1234/api/v1/chat',
    request: { model: 'qwen3', input: 'Hello', system_prompt: 'Be kind' },
    response: {
      model_instance_id: 'qwen3',
      output: [
        { type: 'reasoning', content: 'Be brief' },
        { type: 'message', content: 'Good day' },
      ],
      stats: { input_tokens: 9, total_output_tokens: 2, reasoning_output_tokens: 1 },
      response_id: 'resp_7',
    },
    facts: {
      operation: 'chat',
      provider: 'lmstudio',
      model: 'qwen3',
      input: ['Hello'],
      system: ['Be kind'],
      output: ['Be brief', 'Good day'],
      attributes: { ...counts, 'usage.reasoning.output_tokens': 1 },
    },
  },
  {
    api: 'LM Studio: its own chat, streamed',
    path: '/api/v1/chat',
    isVariant: true,
    url: 'http://127.0.0.1:1234/api/v1/chat',
    request: { model: 'qwen3', input: 'Hello', stream: true },
    response: new Streamed(
      [
        { type: 'chat.start', model_instance_id: 'qwen3' },
        { type: 'message.start' },
        { type: 'message.delta', content: 'Good' },
        { type: 'message.delta', content: ' day' },
        { type: 'message.end' },
        {
          type: 'chat.end',
          result: {
            model_instance_id: 'qwen3',
            output: [{ type: 'message', content: 'Good day' }],
            stats: { input_tokens: 9, total_output_tokens: 2, reasoning_output_tokens: 0 },
            response_id: 'resp_7',
          },
        },
      ],
      '',
      'type',
    ),
    facts: {
      operation: 'chat',
      provider: 'lmstudio',
      model: 'qwen3',
      input: ['Hello'],
      output: ['Good day'],
      attributes: { ...counts, 'request.stream': true },
    },
  },
  {
    api: 'Cohere: generate, streamed',
    path: '/v1/generate',
    isVariant: true,
    url: 'https://api.cohere.com/v1/generate',
    request: { model: 'command', prompt: 'Hello', max_tokens: 9, stream: true },
    response: Buffer.from(
      [
        { is_finished: false, event_type: 'text-generation', text: 'Good' },
        { is_finished: false, event_type: 'text-generation', text: ' day' },
        {
          is_finished: true,
          event_type: 'stream-end',
          finish_reason: 'COMPLETE',
          response: {
            id: 'g-7',
            generations: [{ id: '1', text: 'Good day', finish_reason: 'COMPLETE' }],
            prompt: 'Hello',
            meta: { billed_units: { input_tokens: 9, output_tokens: 2 } },
          },
        },
      ]
        .map((event) => `${JSON.stringify(event)}\n`)
        .join(''),
    ),
    responseType: 'application/stream+json',
    cost: 0.000013,
    facts: {
      ...completion,
      provider: 'cohere',
      model: 'command',
      attributes: { ...counts, 'request.max_tokens': 9, 'request.stream': true },
    },
  },
  {
    api: 'Cohere: generate',
    path: '/v1/generate',
    url: 'https://api.cohere.com/v1/generate',
    request: { model: 'command', prompt: 'Hello', max_tokens: 9 },
    response: {
      id: 'g-7',
      generations: [{ id: '1', text: 'Good day', finish_reason: 'COMPLETE' }],
      prompt: 'Hello',
      meta: { billed_units: { input_tokens: 9, output_tokens: 2 } },
    },
    cost: 0.000013,
    facts: {
      ...completion,
      provider: 'cohere',
      model: 'command',
      id: 'g-7',
      attributes: { ...counts, 'request.max_tokens': 9 },
    },
  },
  {
    api: 'Mistral: conversations and agents',
    path: '/v1/conversations, /v1/conversations/{id}, …/restart',
    url: `${mistral}/conversations`,
    request: {
      model: 'mistral-medium',
      inputs: [{ role: 'user', content: 'Hello', object: 'entry', type: 'message.input' }],
      instructions: 'Be kind',
      completion_args: { temperature: 0.5 },
      store: false,
    },
    response: {
      object: 'conversation.response',
      conversation_id: 'conv_7',
      outputs: [
        { type: 'message.output', role: 'assistant', content: 'Good day', model: 'mistral-medium' },
        { type: 'function.call', tool_call_id: 'c1', name: 'look', arguments: '{}' },
      ],
      usage: { ...usage, connector_tokens: 0 },
    },
    cost: 0.0000076,
    facts: {
      operation: 'chat',
      provider: 'mistral_ai',
      model: 'mistral-medium',
      input: ['Hello'],
      system: ['Be kind'],
      output: ['Good day', 'call look "{}"'],
      attributes: { ...counts, 'request.temperature': 0.5 },
      extra: { store: false },
    },
  },
  {
    api: 'Mistral: conversations, streamed',
    path: '/v1/conversations/{id}',
    isVariant: true,
    url: `${mistral}/conversations/conv_7`,
    request: { inputs: 'Hello', stream: true },
    response: new Streamed(
      [
        { type: 'conversation.response.started', conversation_id: 'conv_7' },
        { ...said7, output_index: 0, content: 'Good', model: 'm' },
        { ...said7, output_index: 0, content: { type: 'text', text: ' day' } },
        { ...called7, arguments: '{' },
        { ...called7, arguments: '}' },
        { type: 'conversation.response.done', usage },
      ],
      '',
      'type',
    ),
    facts: {
      operation: 'chat',
      provider: 'mistral_ai',
      model: undefined,
      input: ['Hello'],
      output: ['Good day', 'call look "{}"'],
      attributes: { ...counts, 'request.stream': true },
    },
  },
  {
    api: 'Mistral: OCR',
    path: '/v1/ocr',
    url: `${mistral}/ocr`,
    request: {
      model: 'mistral-ocr-latest',
      document: { type: 'document_url', document_url: 'https://x.example/a.pdf' },
    },
    response: {
      model: 'mistral-ocr-2505',
      pages: [
        { index: 0, markdown: 'Page one', images: [], dimensions: null },
        { index: 1, markdown: 'Page two', images: [], dimensions: null },
      ],
      usage_info: { pages_processed: 2, doc_size_bytes: 900 },
    },
    facts: {
      operation: 'generate_content',
      provider: 'mistral_ai',
      model: 'mistral-ocr-latest',
      input: ['document: https://x.example/a.pdf'],
      output: ['Page one', 'Page two'],
      attributes: { 'usage.details.pages_processed': 2, 'usage.details.doc_size_bytes': 900 },
    },
    isOwn: true,
  },
  {
    api: 'Mistral: classifications',
    path: '/v1/classifications',
    url: `${mistral}/classifications`,
    request: { model: 'ministral-ft', input: ['Fine words'] },
    response: { id: 'c-7', model: 'ministral-ft', results: [{ topic: { scores: { weather: 0.9 } } }] },
    facts: {
      operation: 'classification',
      provider: 'mistral_ai',
      model: 'ministral-ft',
      id: 'c-7',
      input: ['Fine words'],
      output: ['[{"topic":{"scores":{"weather":0.9}}}]'],
    },
  },
  {
    api: 'Mistral: transcriptions',
    path: '/v1/audio/transcriptions',
    isVariant: true,
    url: `${mistral}/audio/transcriptions`,
    request: new SentForm({ model: 'voxtral-mini-latest', file: file('talk.mp3', 'audio/mpeg') }),
    response: {
      model: 'voxtral-mini-2507',
      text: 'Good day',
      language: null,
      segments: [],
      usage: { prompt_audio_seconds: 2, prompt_tokens: 9, completion_tokens: 2, total_tokens: 11 },
    },
    facts: {
      operation: 'generate_content',
      provider: 'mistral_ai',
      model: 'voxtral-mini-latest',
      input: ['audio/mpeg: 8 bytes'],
      output: ['Good day'],
      attributes: { ...counts, 'usage.details.prompt_audio_seconds': 2 },
    },
    isOwn: true,
  },
];
