import { type Row, Streamed } from './row';

const gemini = 'https://generativelanguage.googleapis.com';
const vertex =
  'https://us-east5-aiplatform.googleapis.com/v1beta1/projects/p/locations/us-east5/publishers/google/models';
const interactions = `${gemini}/v1/interactions`;
const shared = { provider: 'gcp.gemini', operation: 'generate_content' } as const;
const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(90, 7)]).toString('base64');
const wav = Buffer.concat([Buffer.from('52494646ffffff00', 'hex'), Buffer.alloc(90, 7)]).toString('base64');
const operation = { name: 'models/veo-3.0/operations/op7' };
const ofAgent = { id: 'v1_7', object: 'interaction', agent: 'deep-research' };
const interaction = { id: 'v1_7', object: 'interaction', model: 'gemini-3-flash-preview' };
const usage = { total_input_tokens: 9, total_output_tokens: 2, total_thought_tokens: 5, total_tokens: 16 };
const counts = { 'usage.input_tokens': 9, 'usage.output_tokens': 7, 'usage.reasoning.output_tokens': 5 };
const candidate = { candidates: [{ content: { role: 'model', parts: [{ text: 'Good day' }] }, finishReason: 'STOP' }] };

export const googleRows: readonly Row[] = [
  {
    api: 'Gemini, Vertex AI: Imagen',
    path: '/models/{imagen…}:predict',
    url: `${gemini}/v1beta/models/imagen-4.0-generate-001:predict`,
    request: { instances: [{ prompt: 'A cat' }], parameters: { sampleCount: 1, aspectRatio: '1:1' } },
    response: { predictions: [{ mimeType: 'image/png', bytesBase64Encoded: png }] },
    facts: {
      ...shared,
      model: 'imagen-4.0-generate-001',
      input: ['A cat'],
      output: ['image/png: 98 bytes'],
      extra: { sampleCount: 1, aspectRatio: '1:1' },
    },
    isOwn: true,
  },
  {
    api: 'Vertex AI: Lyria',
    path: '/publishers/google/models/{lyria…}:predict',
    url: `${vertex}/lyria-002:predict`,
    request: { instances: [{ prompt: 'A song', negative_prompt: 'Drums' }], parameters: { sample_count: 1 } },
    response: {
      predictions: [{ audioContent: wav, mimeType: 'audio/wav' }],
      deployedModelId: 'd-7',
      modelDisplayName: 'Lyria 2',
    },
    facts: {
      ...shared,
      provider: 'gcp.vertex_ai',
      model: 'lyria-002',
      input: ['A song', 'Drums'],
      output: ['audio/wav: 98 bytes'],
      extra: { sample_count: 1 },
    },
    isOwn: true,
  },
  {
    api: 'Vertex AI: Imagen, edits',
    path: '/publishers/google/models/{imagen…}:predict',
    isVariant: true,
    url: `${vertex}/imagen-3.0-capability-001:predict`,
    request: {
      instances: [
        { prompt: 'With a hat', referenceImages: [{ referenceId: 1, referenceImage: { bytesBase64Encoded: png } }] },
      ],
      parameters: { editMode: 'EDIT_MODE_INPAINT_INSERTION' },
    },
    response: { predictions: [{ mimeType: 'image/png', gcsUri: 'gs://b/1.png' }] },
    facts: {
      ...shared,
      provider: 'gcp.vertex_ai',
      model: 'imagen-3.0-capability-001',
      input: ['With a hat', 'image: 98 bytes'],
      output: ['image/png: gs://b/1.png'],
    },
    isOwn: true,
  },
  {
    api: 'Gemini: Veo',
    path: '/models/{veo…}:predictLongRunning',
    url: `${gemini}/v1beta/models/veo-3.0:predictLongRunning`,
    request: { instances: [{ prompt: 'A cat' }], parameters: { durationSeconds: 8 } },
    response: operation,
    asked: [
      [`${gemini}/v1beta/models/veo-3.0/operations/op7`, operation],
      [
        `${gemini}/v1beta/models/veo-3.0/operations/op7`,
        {
          ...operation,
          done: true,
          response: { generateVideoResponse: { generatedSamples: [{ video: { uri: 'https://x.example/1.mp4' } }] } },
        },
      ],
    ],
    facts: {
      ...shared,
      model: 'veo-3.0',
      input: ['A cat'],
      output: ['video: https://x.example/1.mp4'],
      extra: { durationSeconds: 8 },
    },
    isOwn: true,
  },
  {
    api: 'Vertex AI: Veo',
    path: '/publishers/google/models/{veo…}:predictLongRunning',
    url: `${vertex}/veo-3.0:predictLongRunning`,
    request: { instances: [{ prompt: 'A cat', image: { bytesBase64Encoded: png, mimeType: 'image/png' } }] },
    response: { name: 'projects/p/locations/us-east5/publishers/google/models/veo-3.0/operations/op7' },
    asked: [
      [
        `POST ${vertex}/veo-3.0:fetchPredictOperation`,
        {
          name: 'projects/p/locations/us-east5/publishers/google/models/veo-3.0/operations/op7',
          done: true,
          error: { code: 3, message: 'Not like this' },
        },
      ],
    ],
    facts: {
      ...shared,
      provider: 'gcp.vertex_ai',
      model: 'veo-3.0',
      input: ['A cat', 'image/png: 98 bytes'],
      output: [],
      error: '3',
    },
    isOwn: true,
  },
  {
    api: 'Vertex AI: older predictions, streamed',
    path: '/models/{model}:serverStreamingPredict',
    url: `${vertex}/text-bison:serverStreamingPredict`,
    request: {
      inputs: [{ structVal: { prompt: { stringVal: ['Hello'] } } }],
      parameters: { structVal: { temperature: { floatVal: 0.5 }, maxOutputTokens: { intVal: 9 } } },
    },
    response: Buffer.from(
      JSON.stringify(
        ['Good', ' day'].map((text) => ({ outputs: [{ structVal: { content: { stringVal: [text] } } }] })),
      ),
    ),
    responseType: 'application/json',
    facts: {
      operation: 'text_completion',
      provider: 'gcp.vertex_ai',
      model: 'text-bison',
      input: ['Hello'],
      output: ['Good day'],
      attributes: { 'request.temperature': 0.5, 'request.max_tokens': 9, 'request.stream': true },
    },
    isOwn: true,
  },
  {
    api: 'Gemini: interactions',
    path: '/interactions',
    url: interactions,
    request: {
      model: 'gemini-3-flash-preview',
      input: [
        { type: 'text', text: 'Hello' },
        { type: 'image', data: png, mime_type: 'image/png' },
      ],
      system_instruction: 'Be kind',
      tools: [{ type: 'function', name: 'look', parameters: {} }],
      generation_config: { temperature: 0.5, max_output_tokens: 9 },
      previous_interaction_id: 'v1_6',
    },
    response: {
      ...interaction,
      status: 'requires_action',
      steps: [
        { type: 'user_input', content: [{ type: 'text', text: 'Hello' }] },
        { type: 'thought', signature: 'sig', summary: [{ type: 'text', text: 'Be brief' }] },
        { type: 'model_output', content: [{ type: 'text', text: 'Good day' }] },
        { type: 'function_call', id: 'c1', name: 'look', arguments: { at: 'it' } },
      ],
      usage,
    },
    cost: 0.0000255,
    facts: {
      ...shared,
      model: 'gemini-3-flash-preview',
      id: 'v1_7',
      input: ['Hello', 'image/png: 98 bytes'],
      system: ['Be kind'],
      output: ['Be brief', 'Good day', 'call look {"at":"it"}'],
      attributes: {
        ...counts,
        'request.temperature': 0.5,
        'request.max_tokens': 9,
        'request.previous_response.id': 'v1_6',
      },
    },
    isOwn: true,
  },
  {
    api: 'Gemini: interactions, streamed',
    path: '/interactions',
    isVariant: true,
    url: interactions,
    request: { model: 'gemini-3-flash-preview', input: 'Hello', stream: true },
    response: new Streamed([
      { event_type: 'interaction.created', interaction: { ...interaction, status: 'in_progress' } },
      { event_type: 'step.start', index: 0, step: { type: 'thought' } },
      {
        event_type: 'step.delta',
        index: 0,
        delta: { type: 'thought_summary', content: { type: 'text', text: 'Be brief' } },
      },
      { event_type: 'step.start', index: 1, step: { type: 'model_output' } },
      { event_type: 'step.delta', index: 1, delta: { type: 'text', text: 'Good' } },
      { event_type: 'step.delta', index: 1, delta: { type: 'text', text: ' day' } },
      { event_type: 'step.start', index: 2, step: { type: 'function_call', id: 'c1', name: 'look', arguments: {} } },
      { event_type: 'step.delta', index: 2, delta: { type: 'arguments_delta', arguments: '{"at":' } },
      { event_type: 'step.delta', index: 2, delta: { type: 'arguments_delta', arguments: '"it"}' } },
      { event_type: 'interaction.completed', interaction: { ...interaction, status: 'requires_action', usage } },
    ]),
    cost: 0.0000255,
    facts: {
      ...shared,
      model: 'gemini-3-flash-preview',
      id: 'v1_7',
      input: ['Hello'],
      output: ['Be brief', 'Good day', 'call look "{\\"at\\":\\"it\\"}"'],
      attributes: { ...counts, 'request.stream': true },
    },
    isOwn: true,
  },
  {
    api: 'Gemini: interactions in the background, in their first form',
    path: '/interactions',
    isVariant: true,
    url: interactions,
    request: { agent: 'deep-research', input: 'Hello', background: true },
    response: { ...ofAgent, status: 'in_progress' },
    asked: [
      [`${interactions}/v1_7`, { ...ofAgent, status: 'in_progress' }],
      [
        `${interactions}/v1_7`,
        { ...ofAgent, status: 'completed', outputs: [{ type: 'text', text: 'Good day' }], usage },
      ],
    ],
    facts: {
      ...shared,
      model: 'deep-research',
      id: 'v1_7',
      input: ['Hello'],
      output: ['Good day'],
      attributes: counts,
      extra: { background: true },
    },
    isOwn: true,
  },
  ...[true, false].map(
    (stream): Row => ({
      api: stream ? 'Google: Code Assist, streamed' : 'Google: Code Assist',
      path: '/v1internal:generateContent, /v1internal:streamGenerateContent',
      isVariant: stream,
      url: `https://cloudcode-pa.googleapis.com/v1internal:${stream ? 'streamGenerateContent' : 'generateContent'}`,
      request: {
        model: 'gemini-3-pro-preview',
        project: 'p',
        request: { contents: [{ role: 'user', parts: [{ text: 'Hello' }] }], generationConfig: { temperature: 0.5 } },
      },
      response: stream
        ? new Streamed([
            { response: { candidates: [{ content: { role: 'model', parts: [{ text: 'Good' }] } }] } },
            {
              response: {
                candidates: [{ content: { role: 'model', parts: [{ text: ' day' }] }, finishReason: 'STOP' }],
                usageMetadata: { promptTokenCount: 9, candidatesTokenCount: 2 },
              },
            },
          ])
        : { response: { ...candidate, usageMetadata: { promptTokenCount: 9, candidatesTokenCount: 2 } }, traceId: 't' },
      cost: 0.000042,
      facts: {
        ...shared,
        model: 'gemini-3-pro-preview',
        input: ['Hello'],
        output: ['Good day'],
        attributes: { 'request.temperature': 0.5, 'usage.input_tokens': 9, 'usage.output_tokens': 2 },
      },
      isOwn: true,
    }),
  ),
  {
    api: 'Gemini: results of batches',
    path: '/v1beta/batches/{id}',
    isVariant: true,
    url: `${gemini}/v1/batches/b7`,
    request: undefined,
    response: {
      name: 'batches/b7',
      metadata: {
        state: 'BATCH_STATE_SUCCEEDED',
        output: {
          inlinedResponses: {
            inlinedResponses: [
              {
                response: {
                  ...candidate,
                  modelVersion: 'gemini-3-flash-preview',
                  usageMetadata: { promptTokenCount: 9, candidatesTokenCount: 2 },
                },
                metadata: { key: 'a' },
              },
            ],
          },
        },
      },
    },
    facts: {
      ...shared,
      model: undefined,
      input: [],
      output: ['Good day'],
      attributes: { 'usage.input_tokens': 9, 'usage.output_tokens': 2 },
      extra: { custom_id: 'a' },
    },
  },
  {
    api: 'Gemini: vectors of batches',
    path: '/v1beta/batches/{id}',
    isVariant: true,
    url: `${gemini}/v1/batches/b8`,
    request: undefined,
    response: {
      name: 'batches/b8',
      metadata: {
        state: 'BATCH_STATE_SUCCEEDED',
        output: {
          inlinedEmbedContentResponses: {
            inlinedResponses: [{ response: { embedding: { values: [0.1] } }, metadata: { key: 'a' } }],
          },
        },
      },
    },
    facts: {
      ...shared,
      operation: 'embeddings',
      model: undefined,
      input: [],
      output: [],
      extra: { custom_id: 'a' },
    },
  },
];
