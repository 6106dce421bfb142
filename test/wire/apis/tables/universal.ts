import { type Row, Streamed } from './row';

/* Cloudflare's universal route: one of the requests in a list is answered. */

const turns = [{ role: 'user', content: 'Hello' }];
const usage = { prompt_tokens: 9, completion_tokens: 2, total_tokens: 11 };
const headers = { Authorization: 'Bearer Canary' };
const openai = {
  provider: 'openai',
  endpoint: 'chat/completions',
  headers,
  query: { model: 'gpt-4o', messages: turns },
};
const llama = {
  provider: 'workers-ai',
  endpoint: '@cf/meta/llama-3.1-8b-instruct',
  headers,
  query: { messages: turns },
};
const claude = {
  provider: 'anthropic',
  endpoint: 'v1/messages',
  headers: { 'x-api-key': 'Canary' },
  query: { model: 'claude-haiku-4-5', max_tokens: 9, messages: turns },
};
const gemini = {
  provider: 'google-ai-studio',
  endpoint: 'v1beta/models/gemini-2.5-flash:generateContent',
  headers,
  query: { contents: [{ role: 'user', parts: [{ text: 'Hello' }] }] },
};
const embeddings = {
  provider: 'openai',
  endpoint: 'embeddings',
  headers,
  query: { model: 'text-embedding-3-small', input: 'Hello' },
};

const fromOpenai = {
  id: 'chatcmpl-7',
  model: 'gpt-4o',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Good day' }, finish_reason: 'stop' }],
  usage,
};
const fromClaude = {
  type: 'message',
  id: 'msg_7',
  role: 'assistant',
  model: 'claude-haiku-4-5',
  content: [{ type: 'text', text: 'Good day' }],
  stop_reason: 'end_turn',
  usage: { input_tokens: 9, output_tokens: 2 },
};

const route = {
  path: 'gateway.ai.cloudflare.com/v1/{account}/{gateway}',
  url: 'https://gateway.ai.cloudflare.com/v1/7/main',
};
const facts = {
  operation: 'chat',
  provider: 'cloudflare',
  input: ['Hello'],
  output: ['Good day'],
  attributes: { 'usage.input_tokens': 9, 'usage.output_tokens': 2 },
} as const;

export const universalRows: readonly Row[] = [
  {
    ...route,
    api: "Cloudflare: AI Gateway's universal route",
    request: [openai, llama],
    response: fromOpenai,
    facts: { ...facts, model: 'gpt-4o', id: 'chatcmpl-7' },
  },
  {
    ...route,
    api: "Cloudflare: AI Gateway's universal route, Workers AI first",
    isVariant: true,
    request: [llama, openai],
    response: { result: { response: 'Good day', usage }, success: true, errors: [], messages: [] },
    cost: 0.000004192,
    facts: { ...facts, operation: 'generate_content', model: '@cf/meta/llama-3.1-8b-instruct' },
  },
  {
    ...route,
    api: "Cloudflare: AI Gateway's universal route, Anthropic first",
    isVariant: true,
    request: [claude, openai],
    response: fromClaude,
    facts: { ...facts, model: 'claude-haiku-4-5', id: 'msg_7' },
  },
  {
    ...route,
    api: "Cloudflare: AI Gateway's universal route, Anthropic streamed",
    isVariant: true,
    request: [{ ...claude, query: { ...claude.query, stream: true } }, openai],
    response: new Streamed(
      [
        { type: 'message_start', message: { ...fromClaude, content: [], stop_reason: null } },
        { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
        { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Good day' } },
        { type: 'content_block_stop', index: 0 },
        { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 2 } },
      ],
      '',
      'type',
    ),
    facts: { ...facts, model: 'claude-haiku-4-5', id: 'msg_7' },
  },
  {
    ...route,
    api: "Cloudflare: AI Gateway's universal route, the second answers",
    isVariant: true,
    request: [llama, claude, openai],
    responseStep: '1',
    response: fromClaude,
    facts: { ...facts, model: 'claude-haiku-4-5', id: 'msg_7' },
  },
  {
    ...route,
    api: "Cloudflare: AI Gateway's universal route, Gemini",
    isVariant: true,
    request: [openai, gemini],
    responseStep: '1',
    response: {
      candidates: [{ content: { role: 'model', parts: [{ text: 'Good day' }] }, finishReason: 'STOP' }],
      usageMetadata: { promptTokenCount: 9, candidatesTokenCount: 2, totalTokenCount: 11 },
    },
    facts: { ...facts, operation: 'generate_content', model: 'gemini-2.5-flash' },
  },
  {
    ...route,
    api: "Cloudflare: AI Gateway's universal route, embeddings",
    isVariant: true,
    request: [embeddings],
    response: {
      object: 'list',
      model: 'text-embedding-3-small',
      data: [{ object: 'embedding', index: 0, embedding: [0.1] }],
      usage: { prompt_tokens: 9, total_tokens: 9 },
    },
    facts: {
      ...facts,
      operation: 'embeddings',
      model: 'text-embedding-3-small',
      output: [],
      attributes: { 'usage.input_tokens': 9 },
    },
  },
];
