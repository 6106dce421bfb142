import type { RecordedExchange } from './fixture';
import { count, type Loose, list, loose, mediaIn, parsed, picked, renamed, text, textsIn } from './loose';
import { anthropic, completion } from './truths/anthropic';
import { converse, invoked } from './truths/bedrock';
import { cohere } from './truths/cohere';
import { gemini } from './truths/gemini';

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
  const [path = ''] = exchange.path.split('?');
  const request = loose(exchange.request);
  const whole = loose(exchange.response);
  const response = 'chunks' in whole ? loose(whole['final']) : whole;
  const [, read] = apis.find(([pattern]) => pattern.test(path)) ?? [path, chat];
  return {
    requestModel: text(request['model']) ?? modelIn(path),
    id: text(response['id']) ?? text(response['responseId']) ?? text(response['response_id']),
    responseModel: text(response['model']) ?? text(response['modelVersion']),
    error: text(loose(whole['error'])['message']) ?? text(whole['message']),
    ...read(request, response),
  };
}

export type Read = Omit<Truth, 'requestModel' | 'id' | 'responseModel' | 'error'>;

const apis: readonly (readonly [path: RegExp, read: (request: Loose, response: Loose) => Read])[] = [
  [/\/messages$/, anthropic],
  [/\/complete$/, completion],
  [/\/responses$/, responses],
  [/:(generate|streamGenerate)Content$/, gemini],
  [/\/converse(-stream)?$/, converse],
  [/\/invoke(-with-response-stream)?$/, (request, response) => invoked(request, response, chat)],
  [/\/v\d\/chat$/, cohere],
];

/** Of a deployment or model that the address names. */
function modelIn(path: string): string | undefined {
  const [, name] = /\/(?:model|models|deployments)\/([^/]+?)(?::\w+)?(?:\/|$)/.exec(path) ?? [];
  return name === undefined ? undefined : decodeURIComponent(name);
}

function chat(request: Loose, response: Loose): Read {
  const messages = list(request['messages']);
  const prompts = [request['prompt'], request['input']].flat().filter((prompt) => typeof prompt === 'string');
  const usage = loose(response['usage']);
  return {
    parameters: {
      ...renamed(request, { max_completion_tokens: 'max_tokens', stop: 'stop', random_seed: 'seed' }),
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
        reasoning: [
          ...textsIn(message['reasoning_content']),
          ...list(message['content']).flatMap((part) => list(part['thinking']).flatMap(({ text }) => textsIn(text))),
        ],
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

const definition = (tool: Loose): Truth['tools'][number] => ({
  name: String(tool['name']),
  description: tool['description'],
  parameters: tool['parameters'],
});
