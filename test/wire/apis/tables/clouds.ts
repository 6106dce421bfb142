import { type Row, Streamed } from './row';

const turns = [{ role: 'user', content: 'Hello' }];
const usage = { prompt_tokens: 9, completion_tokens: 2, total_tokens: 11 };
const counts = { 'usage.input_tokens': 9, 'usage.output_tokens': 2 };
const choices = [{ index: 0, message: { role: 'assistant', content: 'Good day' }, finish_reason: 'stop' }];
const said = { input: ['Hello'], output: ['Good day'] } as const;
const watsonx = 'https://us-south.ml.cloud.ibm.com/ml/v1/text';
const dash = 'https://dashscope.aliyuncs.com/api/v1';
const oci = 'https://inference.generativeai.us-chicago-1.oci.oraclecloud.com/20231130/actions';
const async7 = { id: 'a7', model: 'sonar-deep-research', created_at: 1_760_000_000 };

export const cloudRows: readonly Row[] = [
  {
    api: 'Databricks: models that are served',
    path: '/serving-endpoints/{name}/invocations',
    url: 'https://dbc-7.cloud.databricks.com/serving-endpoints/claude/invocations',
    request: { messages: turns, max_tokens: 9 },
    response: { id: 'i-7', object: 'chat.completion', model: 'claude-sonnet', choices, usage },
    facts: {
      ...said,
      operation: 'chat',
      provider: 'databricks',
      model: 'claude',
      id: 'i-7',
      attributes: { ...counts, 'request.max_tokens': 9 },
    },
    isOwn: true,
  },
  {
    api: 'watsonx: chat',
    path: '/ml/v1/text/chat, /ml/v1/text/chat_stream',
    url: `${watsonx}/chat?version=2024-10-08`,
    request: { model_id: 'ibm/granite-3', project_id: 'p', messages: turns },
    response: { id: 'c-7', model_id: 'ibm/granite-3', choices, usage },
    facts: {
      ...said,
      operation: 'chat',
      provider: 'ibm.watsonx.ai',
      model: 'ibm/granite-3',
      id: 'c-7',
      attributes: counts,
    },
    isOwn: true,
  },
  {
    api: 'watsonx: chat, streamed',
    path: '/ml/v1/text/chat_stream',
    isVariant: true,
    url: `${watsonx}/chat_stream?version=2024-10-08`,
    request: { model_id: 'ibm/granite-3', project_id: 'p', messages: turns },
    response: new Streamed([
      { id: 'c-7', model_id: 'ibm/granite-3', choices: [{ index: 0, delta: { role: 'assistant', content: 'Good' } }] },
      {
        id: 'c-7',
        model_id: 'ibm/granite-3',
        choices: [{ index: 0, finish_reason: 'stop', delta: { content: ' day' } }],
        usage,
      },
    ]),
    facts: {
      ...said,
      operation: 'chat',
      provider: 'ibm.watsonx.ai',
      model: 'ibm/granite-3',
      id: 'c-7',
      attributes: { ...counts, 'request.stream': true },
    },
    isOwn: true,
  },
  ...[true, false].map(
    (stream): Row => ({
      api: stream ? 'watsonx: texts, streamed' : 'watsonx: texts',
      path: '/ml/v1/text/generation, /ml/v1/text/generation_stream',
      isVariant: stream,
      url: `${watsonx}/generation${stream ? '_stream' : ''}`,
      request: { model_id: 'ibm/granite-3', input: 'Hello', parameters: { max_new_tokens: 9 } },
      response: stream
        ? new Streamed([
            {
              model_id: 'g',
              results: [
                { generated_text: 'Good', input_token_count: 9, generated_token_count: 1, stop_reason: 'not_finished' },
              ],
            },
            {
              model_id: 'g',
              results: [{ generated_text: ' day', generated_token_count: 2, stop_reason: 'eos_token' }],
            },
          ])
        : {
            results: [
              { generated_text: 'Good day', input_token_count: 9, generated_token_count: 2, stop_reason: 'eos_token' },
            ],
          },
      facts: {
        ...said,
        operation: 'text_completion',
        provider: 'ibm.watsonx.ai',
        model: 'ibm/granite-3',
        attributes: { ...counts, 'request.max_tokens': 9 },
      },
      isOwn: true,
    }),
  ),
  {
    api: 'watsonx: embeddings',
    path: '/ml/v1/text/embeddings',
    url: `${watsonx}/embeddings`,
    request: { model_id: 'slate', inputs: ['Hello', 'Good day'], project_id: 'p' },
    response: { model_id: 'slate', results: [{ embedding: [0.1] }, { embedding: [0.2] }], input_token_count: 9 },
    facts: {
      operation: 'embeddings',
      provider: 'ibm.watsonx.ai',
      model: 'slate',
      input: ['Hello', 'Good day'],
      output: [],
      attributes: { 'usage.input_tokens': 9 },
    },
    isOwn: true,
    not: 'vectors',
  },
  {
    api: 'watsonx: rerank',
    path: '/ml/v1/text/rerank',
    url: `${watsonx}/rerank`,
    request: {
      model_id: 'ms-marco',
      query: 'Capital?',
      inputs: [{ text: 'Rome is old' }, { text: 'Paris is a capital' }],
      project_id: 'p',
    },
    response: { model_id: 'ms-marco', results: [{ index: 1, score: 0.9 }], input_token_count: 9 },
    facts: {
      operation: 'rerank',
      provider: 'ibm.watsonx.ai',
      model: 'ms-marco',
      input: ['Capital?', 'Rome is old', 'Paris is a capital'],
      output: ['[{"index":1,"score":0.9}]'],
      attributes: { 'usage.input_tokens': 9 },
    },
  },
  {
    api: 'Snowflake: Cortex',
    path: '/cortex/inference:complete',
    url: 'https://x7.snowflakecomputing.com/api/v2/cortex/inference:complete',
    request: { model: 'claude-3-5-sonnet', messages: turns, stream: true },
    response: new Streamed([
      { id: 's-7', choices: [{ delta: { content: 'Good' } }] },
      { id: 's-7', choices: [{ delta: { content: ' day' }, finish_reason: 'stop' }], usage },
    ]),
    facts: {
      ...said,
      operation: 'chat',
      provider: 'snowflake',
      model: 'claude-3-5-sonnet',
      id: 's-7',
      attributes: counts,
    },
    isOwn: true,
  },
  {
    api: 'Snowflake: Cortex, embeddings',
    path: '/cortex/inference:embed',
    url: 'https://x7.snowflakecomputing.com/api/v2/cortex/inference:embed',
    request: { model: 'e5', text: ['Hello'] },
    response: { data: [{ embedding: [[0.1]], index: 0 }], model: 'e5', usage: { total_tokens: 3 } },
    facts: {
      operation: 'embeddings',
      provider: 'snowflake',
      model: 'e5',
      input: ['Hello'],
      output: [],
      attributes: { 'usage.input_tokens': 3 },
    },
    isOwn: true,
    not: 'vectors',
  },
  {
    api: 'MiniMax: chat',
    path: '/v1/text/chatcompletion_v2',
    url: 'https://api.minimax.io/v1/text/chatcompletion_v2',
    request: { model: 'MiniMax-M1', messages: turns },
    response: { id: 'm-7', choices, usage, base_resp: { status_code: 0, status_msg: '' } },
    cost: 0.000008,
    facts: { ...said, operation: 'chat', provider: 'minimax', model: 'MiniMax-M1', id: 'm-7', attributes: counts },
    isOwn: true,
  },
  {
    api: 'MiniMax: speech',
    path: '/v1/t2a_v2',
    url: 'https://api.minimax.io/v1/t2a_v2',
    request: { model: 'speech-02-hd', text: 'Hello', voice_setting: { speed: 1 } },
    response: {
      data: { audio: Buffer.from('ID3 Canary'.repeat(9)).toString('hex') },
      extra_info: { usage_characters: 5 },
      base_resp: { status_code: 0 },
    },
    facts: {
      operation: 'generate_content',
      provider: 'minimax',
      model: 'speech-02-hd',
      input: ['Hello'],
      output: ['audio: 90 bytes'],
      attributes: { 'usage.details.usage_characters': 5 },
    },
    isOwn: true,
  },
  {
    api: 'MiniMax: speech, streamed',
    path: '/v1/t2a_v2',
    isVariant: true,
    url: 'https://api.minimax.io/v1/t2a_v2',
    request: { model: 'speech-02-hd', text: 'Hello', stream: true },
    response: new Streamed([
      { data: { audio: Buffer.from('ID3').toString('hex'), status: 1 }, trace_id: 't7' },
      { data: { audio: Buffer.from(' Canary').toString('hex'), status: 1 }, trace_id: 't7' },
      {
        data: { audio: Buffer.from('ID3 Canary').toString('hex'), status: 2 },
        extra_info: { usage_characters: 5 },
        base_resp: { status_code: 0 },
      },
    ]),
    facts: {
      operation: 'generate_content',
      provider: 'minimax',
      model: 'speech-02-hd',
      input: ['Hello'],
      output: ['audio: 10 bytes'],
      attributes: { 'usage.details.usage_characters': 5, 'request.stream': true },
    },
    isOwn: true,
  },
  {
    api: 'MiniMax: films',
    path: '/v1/video_generation',
    url: 'https://api.minimax.io/v1/video_generation',
    request: { model: 'MiniMax-Hailuo-02', prompt: 'A cat', duration: 6, first_frame_image: 'https://x.example/a.png' },
    response: { task_id: '7', base_resp: { status_code: 0 } },
    asked: [
      [
        'https://api.minimax.io/v1/query/video_generation',
        { task_id: '7', status: 'Processing', base_resp: { status_code: 0 } },
      ],
      [
        'https://api.minimax.io/v1/query/video_generation',
        { task_id: '7', status: 'Success', file_id: 'f7', base_resp: { status_code: 0 } },
      ],
    ],
    facts: {
      operation: 'generate_content',
      provider: 'minimax',
      model: 'MiniMax-Hailuo-02',
      input: ['A cat', 'image: https://x.example/a.png'],
      output: ['video: f7'],
      extra: { duration: 6 },
    },
    isOwn: true,
    not: 'the bytes of a film',
  },
  {
    api: 'MiniMax: pictures',
    path: '/v1/image_generation',
    url: 'https://api.minimax.io/v1/image_generation',
    request: { model: 'image-01', prompt: 'A cat', n: 1 },
    response: { id: 'i-7', data: { image_urls: ['https://x.example/1.jpg'] }, base_resp: { status_code: 0 } },
    facts: {
      operation: 'generate_content',
      provider: 'minimax',
      model: 'image-01',
      id: 'i-7',
      input: ['A cat'],
      output: ['image: https://x.example/1.jpg'],
    },
  },
  {
    api: 'DashScope: texts, pictures and films as input',
    path: '/services/aigc/{kind}/generation',
    url: `${dash}/services/aigc/multimodal-generation/generation`,
    request: {
      model: 'qwen-vl-max',
      input: { messages: [{ role: 'user', content: [{ image: 'https://x.example/a.png' }, { text: 'Hello' }] }] },
      parameters: { top_p: 0.8 },
    },
    response: {
      request_id: 'q-7',
      output: { choices: [{ finish_reason: 'stop', message: { role: 'assistant', content: [{ text: 'Good day' }] } }] },
      usage: { input_tokens: 9, output_tokens: 2 },
    },
    facts: {
      operation: 'generate_content',
      provider: 'alibaba_cloud',
      model: 'qwen-vl-max',
      id: 'q-7',
      input: ['image: https://x.example/a.png', 'Hello'],
      output: ['Good day'],
      attributes: { ...counts, 'request.top_p': 0.8 },
    },
    isOwn: true,
  },
  {
    api: 'DashScope: texts, streamed',
    path: '/services/aigc/{kind}/generation',
    isVariant: true,
    url: `${dash}/services/aigc/text-generation/generation`,
    request: { model: 'qwen-plus', input: { messages: turns }, parameters: { incremental_output: true } },
    response: new Streamed([
      {
        output: { choices: [{ message: { role: 'assistant', content: 'Good' }, finish_reason: 'null' }] },
        request_id: 'q-7',
      },
      {
        output: { choices: [{ message: { role: 'assistant', content: ' day' }, finish_reason: 'stop' }] },
        request_id: 'q-7',
        usage: { input_tokens: 9, output_tokens: 2 },
      },
    ]),
    facts: {
      ...said,
      operation: 'generate_content',
      provider: 'alibaba_cloud',
      model: 'qwen-plus',
      id: 'q-7',
      attributes: counts,
    },
    isOwn: true,
  },
  {
    api: 'DashScope: pictures and films',
    path: '/services/aigc/{kind}/image-synthesis, …/video-synthesis',
    url: `${dash}/services/aigc/text2image/image-synthesis`,
    request: { model: 'wan2.2-t2i', input: { prompt: 'A cat' }, parameters: { n: 1 } },
    response: { output: { task_id: 't-7', task_status: 'PENDING' }, request_id: 'q-7' },
    asked: [
      [`${dash}/tasks/t-7`, { output: { task_id: 't-7', task_status: 'RUNNING' }, request_id: 'q-8' }],
      [
        `${dash}/tasks/t-7`,
        {
          output: { task_id: 't-7', task_status: 'SUCCEEDED', results: [{ url: 'https://x.example/1.png' }] },
          usage: { image_count: 1 },
          request_id: 'q-9',
        },
      ],
    ],
    facts: {
      operation: 'generate_content',
      provider: 'alibaba_cloud',
      model: 'wan2.2-t2i',
      input: ['A cat'],
      output: ['image: https://x.example/1.png'],
      attributes: { 'usage.details.image_count': 1, 'request.choice.count': 1 },
    },
    isOwn: true,
  },
  {
    api: 'OCI: chat',
    path: '/actions/chat',
    url: `${oci}/chat`,
    request: {
      compartmentId: 'c',
      servingMode: { servingType: 'ON_DEMAND', modelId: 'meta.llama-3.3-70b' },
      chatRequest: {
        apiFormat: 'GENERIC',
        messages: [{ role: 'USER', content: [{ type: 'TEXT', text: 'Hello' }] }],
        maxTokens: 9,
      },
    },
    response: {
      modelId: 'meta.llama-3.3-70b',
      chatResponse: {
        apiFormat: 'GENERIC',
        choices: [
          {
            index: 0,
            message: { role: 'ASSISTANT', content: [{ type: 'TEXT', text: 'Good day' }] },
            finishReason: 'stop',
          },
        ],
        usage: { promptTokens: 9, completionTokens: 2, totalTokens: 11 },
      },
    },
    facts: {
      ...said,
      operation: 'chat',
      provider: 'oci',
      model: 'meta.llama-3.3-70b',
      attributes: { ...counts, 'request.max_tokens': 9 },
    },
    isOwn: true,
  },
  {
    api: "OCI: chat with Cohere's models",
    path: '/actions/chat',
    isVariant: true,
    url: `${oci}/chat`,
    request: { servingMode: { modelId: 'cohere.command-r' }, chatRequest: { apiFormat: 'COHERE', message: 'Hello' } },
    response: {
      modelId: 'cohere.command-r',
      chatResponse: { text: 'Good day', finishReason: 'COMPLETE', usage: { promptTokens: 9, completionTokens: 2 } },
    },
    facts: { ...said, operation: 'chat', provider: 'oci', model: 'cohere.command-r', attributes: counts },
    isOwn: true,
  },
  {
    api: 'OCI: embeddings',
    path: '/actions/embedText',
    url: `${oci}/embedText`,
    request: { servingMode: { modelId: 'cohere.embed-v3' }, inputs: ['Hello'], truncate: 'END' },
    response: { id: 'e-7', embeddings: [[0.1]] },
    facts: {
      operation: 'embeddings',
      provider: 'oci',
      model: 'cohere.embed-v3',
      id: 'e-7',
      input: ['Hello'],
      output: [],
    },
    isOwn: true,
    not: 'vectors',
  },
  {
    api: 'Perplexity: chat that does not wait',
    path: '/async/chat/completions',
    url: 'https://api.perplexity.ai/async/chat/completions',
    request: { request: { model: 'sonar-deep-research', messages: turns } },
    response: { ...async7, status: 'CREATED' },
    asked: [
      ['https://api.perplexity.ai/async/chat/completions/a7', { ...async7, status: 'IN_PROGRESS' }],
      [
        'https://api.perplexity.ai/async/chat/completions/a7',
        { ...async7, status: 'COMPLETED', completed_at: 1_760_000_060, response: { id: 'r-7', choices, usage } },
      ],
    ],
    facts: {
      ...said,
      operation: 'chat',
      provider: 'perplexity',
      model: 'sonar-deep-research',
      id: 'r-7',
      attributes: counts,
    },
    isOwn: true,
  },
];
