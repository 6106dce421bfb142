import type { RecordedExchange } from './fixture';

type Loose = Readonly<Record<string, unknown>>;

export interface Said {
  readonly role: string;
  readonly text: string;
}
export interface Call {
  readonly id: string | undefined;
  readonly name: string;
  readonly arguments: unknown;
}
export interface Answer {
  readonly id: string | undefined;
  readonly text: string;
}

/** What really was sent and came back, read from the HTTP exchange by code that knows nothing of the mapping. */
export interface Truth {
  readonly requestModel: string | undefined;
  readonly parameters: Loose;
  readonly said: readonly Said[];
  readonly calls: readonly Call[];
  readonly answers: readonly Answer[];
  readonly media: readonly string[];
  readonly tools: readonly { readonly name: string; readonly description?: unknown; readonly parameters?: unknown }[];
  readonly id: string | undefined;
  readonly responseModel: string | undefined;
  /** One a choice. */
  readonly output: readonly {
    readonly texts: readonly string[];
    readonly reasoning: readonly string[];
    readonly refusal: string | undefined;
    readonly calls: readonly Call[];
    readonly finishReason: string | undefined;
  }[];
  readonly usage: Readonly<Record<string, number | undefined>>;
  readonly error: string | undefined;
}

export function truthOf(exchange: RecordedExchange): Truth {
  const request = loose(exchange.request);
  const whole = loose(exchange.response);
  const response = 'chunks' in whole ? loose(whole['final']) : whole;
  const read = exchange.path.endsWith('/messages')
    ? anthropic
    : exchange.path.endsWith('/responses')
      ? responses
      : chat;
  return {
    requestModel: text(request['model']),
    id: text(response['id']),
    responseModel: text(response['model']),
    error: text(loose(whole['error'])['message']),
    ...read(request, response),
  };
}

type Read = Omit<Truth, 'requestModel' | 'id' | 'responseModel' | 'error'>;

function chat(request: Loose, response: Loose): Read {
  const messages = list(request['messages']);
  const prompts = [request['prompt'], request['input']].flat().filter((prompt) => typeof prompt === 'string');
  const usage = loose(response['usage']);
  return {
    parameters: {
      ...renamed(request, { max_completion_tokens: 'max_tokens', stop: 'stop' }),
      ...picked(request, 'temperature', 'top_p', 'max_tokens', 'presence_penalty', 'frequency_penalty', 'n', 'seed'),
    },
    said: [
      ...prompts.map((prompt) => ({ role: 'user', text: prompt })),
      ...messages
        .filter((message) => message['role'] !== 'tool' && message['role'] !== 'function')
        .flatMap((message) =>
          textsIn(message['content']).map((said) => ({ role: String(message['role']), text: said })),
        ),
    ],
    calls: messages.flatMap(chatCalls),
    answers: messages
      .filter((message) => message['role'] === 'tool')
      .flatMap((message) =>
        textsIn(message['content']).map((said) => ({ id: text(message['tool_call_id']), text: said })),
      ),
    media: messages.flatMap((message) => list(message['content']).flatMap(mediaIn)),
    tools: [
      ...list(request['tools']).map((tool) => loose(tool[String(tool['type'])])),
      ...list(request['functions']),
    ].map(definition),
    output: list(response['choices']).map((choice) => {
      const message = loose(choice['message']);
      return {
        texts: [...textsIn(message['content']), ...textsIn(choice['text'])],
        reasoning: textsIn(message['reasoning_content']),
        refusal: text(message['refusal']),
        calls: chatCalls(message),
        finishReason: text(choice['finish_reason']),
      };
    }),
    usage: {
      prompt: count(usage['prompt_tokens']),
      completion: count(usage['completion_tokens']),
      total: count(usage['total_tokens']),
      cacheRead: count(loose(usage['prompt_tokens_details'])['cached_tokens']),
      reasoning: count(loose(usage['completion_tokens_details'])['reasoning_tokens']),
    },
  };
}

function chatCalls(message: Loose): readonly Call[] {
  const legacy = loose(message['function_call']);
  return [
    ...list(message['tool_calls']).map((call) => {
      const made = loose(call[String(call['type'])]);
      return {
        id: text(call['id']),
        name: String(made['name']),
        arguments: parsed(made['arguments'] ?? made['input']),
      };
    }),
    ...('name' in legacy
      ? [{ id: undefined, name: String(legacy['name']), arguments: parsed(legacy['arguments']) }]
      : []),
  ];
}

function responses(request: Loose, response: Loose): Read {
  const input =
    typeof request['input'] === 'string' ? [{ role: 'user', content: request['input'] }] : list(request['input']);
  const output = list(response['output']);
  const usage = loose(response['usage']);
  return {
    parameters: {
      ...renamed(request, { max_output_tokens: 'max_tokens' }),
      ...picked(request, 'temperature', 'top_p'),
    },
    said: [
      ...textsIn(request['instructions']).map((said) => ({ role: 'system', text: said })),
      ...input.flatMap((item) =>
        'role' in item ? textsIn(item['content']).map((said) => ({ role: String(item['role']), text: said })) : [],
      ),
    ],
    calls: input.flatMap(responsesCall),
    answers: input.flatMap((item) =>
      item['type'] === 'function_call_output'
        ? textsIn(item['output']).map((said) => ({ id: text(item['call_id']), text: said }))
        : [],
    ),
    media: input.flatMap((item) => list(item['content']).flatMap(mediaIn)),
    tools: list(request['tools'])
      .filter((tool) => tool['type'] === 'function')
      .map(definition),
    output: [
      {
        texts: output.flatMap((item) => list(item['content']).flatMap((part) => textsIn(part['text']))),
        reasoning: output.flatMap((item) => list(item['summary']).flatMap((part) => textsIn(part['text']))),
        refusal: output.flatMap((item) => list(item['content']).flatMap((part) => textsIn(part['refusal'])))[0],
        calls: output.flatMap(responsesCall),
        finishReason: undefined, // this API has a status instead
      },
    ],
    usage: {
      prompt: count(usage['input_tokens']),
      completion: count(usage['output_tokens']),
      total: count(usage['total_tokens']),
      cacheRead: count(loose(usage['input_tokens_details'])['cached_tokens']),
      reasoning: count(loose(usage['output_tokens_details'])['reasoning_tokens']),
    },
  };
}

const responsesCall = (item: Loose): readonly Call[] =>
  item['type'] === 'function_call'
    ? [{ id: text(item['call_id']), name: String(item['name']), arguments: parsed(item['arguments']) }]
    : [];

function anthropic(request: Loose, response: Loose): Read {
  const messages = list(request['messages']);
  const content = list(response['content']);
  const usage = loose(response['usage']);
  const cached = (count(usage['cache_read_input_tokens']) ?? 0) + (count(usage['cache_creation_input_tokens']) ?? 0);
  const input = count(usage['input_tokens']);
  const prompt = input === undefined ? undefined : input + cached;
  const completion = count(usage['output_tokens']);
  return {
    parameters: {
      ...renamed(request, { stop_sequences: 'stop' }),
      ...picked(request, 'temperature', 'top_p', 'top_k', 'max_tokens', 'thinking', 'stream'),
    },
    said: [
      ...textsIn(request['system']).map((said) => ({ role: 'system', text: said })),
      ...messages.flatMap((message) =>
        textsIn(message['content']).map((said) => ({ role: String(message['role']), text: said })),
      ),
    ],
    calls: messages.flatMap((message) => list(message['content']).flatMap(toolUse)),
    answers: messages.flatMap((message) =>
      list(message['content'])
        .filter((block) => block['type'] === 'tool_result')
        .flatMap((block) => textsIn(block['content']).map((said) => ({ id: text(block['tool_use_id']), text: said }))),
    ),
    media: [],
    tools: list(request['tools'])
      .filter((tool) => 'input_schema' in tool)
      .map((tool) => ({
        name: String(tool['name']),
        description: tool['description'],
        parameters: tool['input_schema'],
      })),
    output: [
      {
        texts: content.filter((block) => block['type'] === 'text').flatMap((block) => textsIn(block['text'])),
        reasoning: content.flatMap((block) => textsIn(block['thinking'])),
        refusal: undefined,
        calls: content.flatMap(toolUse),
        finishReason: text(response['stop_reason']),
      },
    ],
    usage: {
      prompt,
      completion,
      total: prompt === undefined || completion === undefined ? undefined : prompt + completion,
      cacheRead: count(usage['cache_read_input_tokens']),
      cacheWrite: count(usage['cache_creation_input_tokens']),
    },
  };
}

const toolUse = (block: Loose): readonly Call[] =>
  block['type'] === 'tool_use' || block['type'] === 'server_tool_use'
    ? [{ id: text(block['id']), name: String(block['name']), arguments: block['input'] }]
    : [];

const definition = (tool: Loose): Truth['tools'][number] => ({
  name: String(tool['name']),
  description: tool['description'],
  parameters: tool['parameters'],
});

/** The texts in a content of any API. */
function textsIn(content: unknown): readonly string[] {
  if (typeof content === 'string') return content === '' ? [] : [content];
  return list(content).flatMap((part) =>
    ['text', 'input_text', 'output_text'].includes(String(part['type'])) ? textsIn(part['text']) : [],
  );
}

/** Addresses and base64 of images, audio and files. */
function mediaIn(part: Loose): readonly string[] {
  const image = part['image_url'];
  const file = 'file' in part ? loose(part['file']) : part;
  return [
    text(image) ?? text(loose(image)['url']),
    text(loose(part['input_audio'])['data']),
    text(file['file_data']),
    text(file['file_id']),
  ].filter((value) => value !== undefined);
}

function parsed(value: unknown): unknown {
  try {
    return JSON.parse(String(value));
  } catch {
    return value;
  }
}

const picked = (from: Loose, ...names: readonly string[]): Loose =>
  Object.fromEntries(names.filter((name) => name in from).map((name) => [name, from[name]]));
const renamed = (from: Loose, names: Readonly<Record<string, string>>): Loose =>
  Object.fromEntries(
    Object.entries(names)
      .filter(([name]) => name in from)
      .map(([name, other]) => [other, other === 'stop' ? [from[name]].flat() : from[name]]),
  );
const loose = (value: unknown): Loose =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Loose) : {};
const list = (value: unknown): readonly Loose[] => (Array.isArray(value) ? value.map(loose) : []);
const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
const count = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
