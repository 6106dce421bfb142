import { encodeEvent } from '../../support/providers/event-stream.cjs';
import { exchangeOf, recordingOf, type WholeRecording } from './recordings';

/** One answer, `Good day`, as one API gives it. */
export interface Answer {
  readonly api: string;
  readonly url: string;
  readonly request: Readonly<Record<string, unknown>>;
  /** The events of a stream. The last one says why the model stopped, and what it has counted; the one before has text. */
  readonly events: readonly Fields[];
  /** How its API frames them. */
  readonly framed: (events: readonly Fields[]) => Buffer;
  /** Without streaming. */
  readonly whole: Fields;
  /** The names of its id and its model. */
  readonly names: readonly string[];
  readonly reason: string;
}
export type Fields = Readonly<Record<string, unknown>>;

const nameOf = ({ type, event_type: own }: Fields): string => String(type ?? own ?? '');

export const sse = (events: readonly Fields[]): Buffer =>
  Buffer.from(
    events
      .map((each) => `${nameOf(each) === '' ? '' : `event: ${nameOf(each)}\n`}data: ${JSON.stringify(each)}\n\n`)
      .join(''),
  );
export const lines = (events: readonly Fields[]): Buffer =>
  Buffer.from(events.map((each) => `${JSON.stringify(each)}\n`).join(''));
const messages = (events: readonly Fields[]): Buffer =>
  Buffer.concat(events.flatMap((each) => Object.entries(each).map(([name, value]) => encodeEvent(name, value))));
const chunks = (events: readonly Fields[]): Buffer =>
  Buffer.concat(
    events.map((each) => encodeEvent('chunk', { bytes: Buffer.from(JSON.stringify(each)).toString('base64') })),
  );

const user = { role: 'user', content: 'Hello' };
const asked = { model: 'm', messages: [user], stream: true };
const named = { id: 'id-1', model: 'm-1' };
const idAndModel = ['id', 'model'];

const chatUsage = { prompt_tokens: 9, completion_tokens: 2, total_tokens: 11 };
const chatChunk = (delta: Fields, reason: string | null = null) => ({
  ...named,
  choices: [{ index: 0, delta, finish_reason: reason }],
});
const textChunk = (text: string, reason: string | null = null) => ({
  ...named,
  choices: [{ index: 0, text, finish_reason: reason }],
});

const openai: readonly Answer[] = [
  {
    api: 'OpenAI chat',
    url: 'https://api.openai.com/v1/chat/completions',
    request: asked,
    events: [
      chatChunk({ role: 'assistant', content: 'Good' }),
      chatChunk({ content: ' day' }),
      { ...chatChunk({}, 'length'), usage: chatUsage },
    ],
    framed: sse,
    whole: {
      ...named,
      choices: [{ index: 0, message: { role: 'assistant', content: 'Good day' }, finish_reason: 'length' }],
      usage: chatUsage,
    },
    names: idAndModel,
    reason: 'length',
  },
  {
    api: 'OpenAI completions',
    url: 'https://api.openai.com/v1/completions',
    request: { model: 'm', prompt: 'Hello', stream: true },
    events: [textChunk('Good'), textChunk(' day'), { ...textChunk('', 'length'), usage: chatUsage }],
    framed: sse,
    whole: { ...textChunk('Good day', 'length'), usage: chatUsage },
    names: idAndModel,
    reason: 'length',
  },
];

const output = [
  {
    type: 'message',
    id: 'msg-1',
    role: 'assistant',
    status: 'completed',
    content: [{ type: 'output_text', text: 'Good day', annotations: [] }],
  },
];
const response = { ...named, object: 'response', status: 'completed', output };
const responseUsage = { input_tokens: 9, output_tokens: 2, total_tokens: 11 };

const responses: Answer = {
  api: 'OpenAI responses',
  url: 'https://api.openai.com/v1/responses',
  request: { model: 'm', input: 'Hello', stream: true },
  events: [
    { type: 'response.created', response: { ...response, status: 'in_progress', output: [] } },
    { type: 'response.output_item.added', output_index: 0, item: { ...output[0], content: [] } },
    { type: 'response.output_text.delta', output_index: 0, content_index: 0, delta: 'Good day' },
    { type: 'response.completed', response: { ...response, usage: responseUsage } },
  ],
  framed: sse,
  whole: { ...response, usage: responseUsage },
  names: idAndModel,
  reason: 'stop',
};

const claudeMessage = { ...named, type: 'message', role: 'assistant' };
const claudeUsage = { input_tokens: 9, output_tokens: 2 };
const claude: Pick<Answer, 'events' | 'whole' | 'names' | 'reason'> = {
  events: [
    {
      type: 'message_start',
      message: { ...claudeMessage, content: [], stop_reason: null, usage: { input_tokens: 9 } },
    },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Good day' } },
    { type: 'message_delta', delta: { stop_reason: 'max_tokens' }, usage: { output_tokens: 2 } },
  ],
  whole: {
    ...claudeMessage,
    content: [{ type: 'text', text: 'Good day' }],
    stop_reason: 'max_tokens',
    usage: claudeUsage,
  },
  names: idAndModel,
  reason: 'max_tokens',
};

const geminiNames = { responseId: 'id-1', modelVersion: 'm-1' };
const candidate = (parts: readonly Fields[], more: Fields = {}) => ({
  ...geminiNames,
  candidates: [{ index: 0, content: { role: 'model', parts }, ...more }],
});
const geminiUsage = { usageMetadata: { promptTokenCount: 9, candidatesTokenCount: 2, totalTokenCount: 11 } };
const geminiEnd = { finishReason: 'MAX_TOKENS' };

const cohereUsage = { tokens: { input_tokens: 9, output_tokens: 2 } };
const cohereContent = [{ type: 'text', text: 'Good day' }];
const cohereResponse = {
  response_id: 'id-1',
  text: 'Good day',
  finish_reason: 'MAX_TOKENS',
  meta: { tokens: { input_tokens: 9, output_tokens: 2 } },
};

const ollamaPiece = (content: string) => ({ model: 'm-1', message: { role: 'assistant', content }, done: false });
const ollamaEnd = { done: true, done_reason: 'length', prompt_eval_count: 9, eval_count: 2 };

const others: readonly Answer[] = [
  { api: 'Anthropic', url: 'https://api.anthropic.com/v1/messages', request: asked, framed: sse, ...claude },
  {
    api: 'Gemini',
    url: 'https://generativelanguage.googleapis.com/v1beta/models/m:streamGenerateContent',
    request: { contents: [{ parts: [{ text: 'Hello' }] }] },
    events: [
      candidate([{ text: 'Good' }]),
      candidate([{ text: ' day' }]),
      { ...candidate([{ text: '' }], geminiEnd), ...geminiUsage },
    ],
    framed: sse,
    whole: { ...candidate([{ text: 'Good day' }], geminiEnd), ...geminiUsage },
    names: ['responseId', 'modelVersion'],
    reason: 'MAX_TOKENS',
  },
  {
    api: 'Cohere',
    url: 'https://api.cohere.com/v2/chat',
    request: asked,
    events: [
      { type: 'message-start', id: 'id-1', delta: { message: { role: 'assistant' } } },
      { type: 'content-start', index: 0, delta: { message: { content: { type: 'text', text: '' } } } },
      { type: 'content-delta', index: 0, delta: { message: { content: { text: 'Good day' } } } },
      { type: 'message-end', delta: { finish_reason: 'MAX_TOKENS', usage: cohereUsage } },
    ],
    framed: sse,
    whole: {
      id: 'id-1',
      message: { role: 'assistant', content: cohereContent },
      finish_reason: 'MAX_TOKENS',
      usage: cohereUsage,
    },
    names: ['id'],
    reason: 'MAX_TOKENS',
  },
  {
    api: 'Cohere, version 1',
    url: 'https://api.cohere.com/v1/chat',
    request: { message: 'Hello', stream: true },
    events: [
      { event_type: 'stream-start', generation_id: 'g-1', is_finished: false },
      { event_type: 'text-generation', text: 'Good day', is_finished: false },
      { event_type: 'stream-end', finish_reason: 'MAX_TOKENS', response: cohereResponse, is_finished: true },
    ],
    framed: lines,
    whole: cohereResponse,
    names: ['response_id'],
    reason: 'MAX_TOKENS',
  },
  {
    api: 'Ollama',
    url: 'http://127.0.0.1:11434/api/chat',
    request: { model: 'm', messages: [user] },
    events: [ollamaPiece('Good'), ollamaPiece(' day'), { ...ollamaPiece(''), ...ollamaEnd }],
    framed: lines,
    whole: { ...ollamaPiece('Good day'), ...ollamaEnd },
    names: ['model'],
    reason: 'length',
  },
  {
    api: 'Bedrock, Converse',
    url: 'https://bedrock-runtime.us-east-1.amazonaws.com/model/m/converse-stream',
    request: { messages: [{ role: 'user', content: [{ text: 'Hello' }] }] },
    events: [
      { messageStart: { role: 'assistant' } },
      { contentBlockDelta: { contentBlockIndex: 0, delta: { text: 'Good day' } } },
      {
        messageStop: { stopReason: 'max_tokens' },
        metadata: { usage: { inputTokens: 9, outputTokens: 2, totalTokens: 11 } },
      },
    ],
    framed: messages,
    whole: {
      output: { message: { role: 'assistant', content: [{ text: 'Good day' }] } },
      stopReason: 'max_tokens',
      usage: { inputTokens: 9, outputTokens: 2, totalTokens: 11 },
    },
    names: [],
    reason: 'max_tokens',
  },
  {
    api: 'Bedrock, Claude',
    url: 'https://bedrock-runtime.us-east-1.amazonaws.com/model/anthropic.claude-v1/invoke-with-response-stream',
    request: { anthropic_version: 'bedrock-2023-05-31', messages: [user] },
    framed: chunks,
    ...claude,
  },
];

export const answers: readonly Answer[] = [...openai, responses, ...others];
export const answerTable = answers.map((answer) => [answer.api, answer] as const);

/** What is read of a response with this body to the request of an answer. */
export const readAs = ({ url, request }: Answer, body: Buffer | Fields, changes: Partial<WholeRecording> = {}) =>
  exchangeOf(recordingOf({ request, response: body }, { url, ...changes }));

export const textIn = ({ response: { messages: all } }: ReturnType<typeof readAs>): string =>
  all
    .flatMap(({ parts }) => parts.filter(({ type }) => type === 'text').map(({ content }) => String(content)))
    .join('');
