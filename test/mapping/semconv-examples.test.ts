import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../../src/json/json';
import { toModelEvent } from '../../src/mapping';
import type { LogEvent, SpanEvent } from '../../src/mapping/span/span-view';
import { chatSpan } from '../support/call';
import { deepFrozen } from '../support/fixture';
import { violations } from '../support/schema';

type Loose = Readonly<Record<string, unknown>>;

/** A worked example of the conventions' own pages, as they print it. */
interface Example {
  readonly spans: readonly ExampleSpan[];
  readonly logs: readonly {
    readonly eventName: string;
    readonly attributes: Loose;
    readonly body: unknown;
    readonly parentSpanIndex?: number;
  }[];
  /** Attributes that are printed without a span. */
  readonly fragments?: Loose;
}
interface ExampleSpan {
  readonly name: string;
  readonly attributes: Loose;
  readonly events: readonly SpanEvent[];
}

const root = join(__dirname, '..', 'fixtures', 'semconv');
const examples = readdirSync(root).flatMap((version) =>
  readdirSync(join(root, version)).map((file) => {
    const example = JSON.parse(readFileSync(join(root, version, file), 'utf8')) as Example;
    return [`${version} ${file.replace(/^\d+-|\.json$/g, '')}`, example] as const;
  }),
);

const user = (content: JsonObject['x']): JsonObject => ({ role: 'user', content: content ?? null });
const system = (content: string): JsonObject => ({ role: 'system', content });
const says = (content: string, finishReason = 'stop'): JsonObject => ({
  role: 'assistant',
  content,
  finish_reason: finishReason,
});
const calls = (name: string, given?: string): JsonObject => ({
  role: 'assistant',
  content: null,
  tool_calls: [
    {
      id: 'call_VSPygqKTWdrhaFErNvMV18Yl',
      type: 'function',
      function: given === undefined ? { name } : { name, arguments: given },
    },
  ],
});
const answers = (content: string | null): JsonObject => ({
  role: 'tool',
  content,
  tool_call_id: 'call_VSPygqKTWdrhaFErNvMV18Yl',
});
const choices = (first: string, second: string): JsonObject => ({
  ...says(first),
  choices: [first, second].map((content, index) => ({
    index,
    message: { role: 'assistant', content },
    finish_reason: 'stop',
  })),
});

const asked = [system('You are a helpful bot'), user('Tell me a joke about OpenTelemetry')];
const askedBefore = [system("You're a helpful bot"), user('Tell me a joke about OpenTelemetry')];
const askedFirst = [
  system("You're a friendly bot that answers questions about OpenTelemetry."),
  user('How to instrument GenAI library with OTel?'),
];
const joke = 'Why did the developer bring OpenTelemetry to the party? Because it always knows how to trace the fun!';
const data = 'aGVsbG8gd29ybGQgaW1hZ2luZSB0aGlzIGlzIGFuIGltYWdlCg==';

/** What was sent and what came back, of each model call of an example; other spans give nothing. */
const expected: readonly (readonly [
  example: RegExp,
  calls: readonly (readonly [readonly JsonObject[], JsonObject])[],
])[] = [
  // Neither is JSON, but Python's way to print a list.
  [
    /^v1.26.0 content-span-events/,
    [
      [
        [user("[{'role': 'user', 'content': 'What is the capital of France?'}]")],
        says("[{'role': 'assistant', 'content': 'The capital of France is Paris.'}]"),
      ],
    ],
  ],
  [
    /^v1.28.0 chat-completion-content-enabled/,
    [[askedFirst, says('Follow GenAI semantic conventions available at opentelemetry.io.')]],
  ],
  [/^v1.36.0 chat-completion-content-enabled/, [[askedBefore, says(joke)]]],
  [/ chat-completion-content-disabled/, [[[], { finish_reason: 'stop' }]]],
  [
    /^v1.28.0 tools-content-enabled/,
    [
      [
        [user('How to instrument GenAI library with OTel?')],
        { ...calls('get_link_to_otel_semconv', '{"semconv":"GenAI"}'), finish_reason: 'tool_calls' },
      ],
      [
        [
          user('How to instrument GenAI library with OTel?'),
          calls('get_link_to_otel_semconv', '{"semconv":"GenAI"}'),
          answers('opentelemetry.io/semconv/gen-ai'),
        ],
        says('Follow OTel semconv available at opentelemetry.io/semconv/gen-ai'),
      ],
    ],
  ],
  [
    /^v1.36.0 tools-content-enabled/,
    [
      [
        [user("What's the weather in Paris?")],
        { ...calls('get_weather', '{"location":"Paris"}'), finish_reason: 'tool_calls' },
      ],
      [
        [user("What's the weather in Paris?"), calls('get_weather', '{"location":"Paris"}'), answers('rainy, 57°F')],
        says('The weather in Paris is rainy and overcast, with temperatures around 57°F'),
      ],
    ],
  ],
  ...(['v1.28.0', 'v1.36.0'] as const).map((version) => {
    const tool = version === 'v1.28.0' ? 'get_link_to_otel_semconv' : 'get_weather';
    return [
      new RegExp(`^${version} tools-content-disabled`),
      [
        [[], { ...calls(tool), finish_reason: 'tool_calls' }],
        [[calls(tool), answers(null)], { finish_reason: 'stop' }],
      ],
    ] as const;
  }),
  [
    /^v1.28.0 multiple-choices/,
    [
      [
        askedFirst,
        choices(
          'Follow GenAI semantic conventions available at opentelemetry.io.',
          'Use OpenAI instrumentation library.',
        ),
      ],
    ],
  ],
  [
    /^v1.36.0 multiple-choices/,
    [[askedBefore, choices(joke, 'Why did OpenTelemetry get promoted? It had great span of control!')]],
  ],
  [/ simple-chat-.*-disabled/, [[[], { finish_reason: 'stop' }]]],
  [/ simple-chat-.*-enabled/, [[asked, says(` ${joke}`)]]],
  [
    / multimodal-.*-inputs/,
    [
      [
        [
          user([
            { type: 'text', text: 'What is in the attached data?' },
            {
              type: 'image_url',
              image_url: {
                url: 'https://raw.githubusercontent.com/open-telemetry/opentelemetry.io/refs/heads/main/static/img/logos/opentelemetry-horizontal-color.png',
                mime_type: 'image/png',
              },
            },
            { type: 'uri', modality: 'video', mime_type: 'video/mp4', uri: 'gs://my-bucket/my-video.mp4' },
            { type: 'file', file: { file_id: 'provider_fileid_123' } },
            { type: 'file', file: { file_id: 'provider_fileid_123', modality: 'image' } },
            { type: 'image_url', image_url: { url: `data:image/png;base64,${data}` } },
            { type: 'input_audio', input_audio: { data, format: 'wav' } },
          ]),
        ],
        {},
      ],
    ],
  ],
  [
    / multimodal-.*-output/,
    [
      [
        [],
        {
          role: 'assistant',
          content: [{ type: 'image_url', image_url: { url: `data:image/jpg;base64,${data}` } }],
          finish_reason: 'stop',
        },
      ],
    ],
  ],
  [
    / tool-calls-functions-.*-disabled/,
    [
      [[], { finish_reason: 'tool_calls' }],
      [[], { finish_reason: 'stop' }],
    ],
  ],
  [
    / tool-calls-functions-.*-enabled/,
    [
      [[user('Weather in Paris?')], { ...calls('get_weather', '{"location":"Paris"}'), finish_reason: 'tool_calls' }],
      [
        [user('Weather in Paris?'), calls('get_weather', '{"location":"Paris"}'), answers('rainy, 57°F')],
        says('The weather in Paris is currently rainy with a temperature of 57°F.'),
      ],
    ],
  ],
  [
    / system-instructions/,
    [[[system('You must never tell jokes'), ...asked], says("I'm sorry, but I can't assist with that")]],
  ],
  [
    / chat-completion-with-reasoning/,
    [[asked, { ...says(` ${joke}`), reasoning_content: expect.stringMatching(/^Alright, .* all together\.$/) }]],
  ],
  [/^v1.3[78].0 tool-calls-built-in/, [[[], { finish_reason: 'stop' }]]],
  [
    / tool-calls-built-in/,
    [
      [
        [
          system('You are a helpful bot'),
          user('Write Python code that generates a random number, executes it, and returns the result.'),
        ],
        {
          role: 'assistant',
          content: [
            expect.objectContaining({ type: 'server_tool_call', name: 'code_interpreter' }),
            expect.objectContaining({
              type: 'server_tool_call_response',
              server_tool_call_response: {
                type: 'code_interpreter',
                outputs: [{ type: 'logs', logs: '(10, 20)' }],
              },
            }),
            {
              type: 'text',
              text: 'The generated random number is **89**, and the result of squaring it is **7921**',
            },
          ],
          finish_reason: 'stop',
        },
      ],
    ],
  ],
  [
    / chat-completion-with-multiple-choices/,
    [[asked, choices(` ${joke}`, ' Why did OpenTelemetry get promoted? It had great span of control!')]],
  ],
];

/** How the two generations of JavaScript SDKs keep what is nested, and where instrumentations put events. */
const forms = ['as JSON', 'nested', 'with its events on the span'] as const;

describe.each(forms)('%s', (form) => {
  test.each(examples)('%s has the expected record', (name, example) => {
    const records = spansOf(example).flatMap((span, index) => {
      const logs = logsOf(example, index);
      const isOnSpan = form === 'with its events on the span';
      const event = toModelEvent(
        {
          ...chatSpan({}),
          name: span.name,
          attributes: deepFrozen(form === 'nested' ? span.attributes : flat(span.attributes)),
          events: deepFrozen(isOnSpan ? [...span.events, ...logs.map(onSpan)] : span.events),
        },
        { logs: isOnSpan ? [] : logs },
      );
      return event === undefined ? [] : [[event, span] as const];
    });
    const want = expected.find(([pattern]) => pattern.test(name))?.[1];
    expect(records.map(([{ messages, response }]) => [withoutNewest(messages), response])).toEqual(want);
    for (const [record, { attributes }] of records) {
      const [input, output] = [
        attributes['gen_ai.usage.input_tokens'] ?? attributes['gen_ai.usage.prompt_tokens'],
        attributes['gen_ai.usage.output_tokens'] ?? attributes['gen_ai.usage.completion_tokens'],
      ];
      expect(record.usage['prompt_tokens']).toBe(input);
      expect(record.usage['completion_tokens']).toBe(output);
      expect(record.model).toBe(attributes['gen_ai.response.model'] ?? attributes['gen_ai.request.model']);
      expect(record.metadata?.['response_id']).toBe(attributes['gen_ai.response.id']);
      expect(record.hyperparameters?.['max_tokens']).toBe(attributes['gen_ai.request.max_tokens']);
      expect(record.tools?.length).toBe(
        (attributes['gen_ai.tool.definitions'] as readonly unknown[] | undefined)?.length,
      );
      expect(violations(record)).toEqual([]);
    }
  });
});

const isDocument = ({ file }: Loose): boolean => (file as Loose | undefined)?.['file_url'] !== undefined;

/** Its newest draft has one more part, a document, in the example of many kinds of data. */
const withoutNewest = (messages: readonly JsonObject[]): readonly JsonObject[] =>
  messages.map((message) =>
    Array.isArray(message['content'])
      ? { ...message, content: message['content'].filter((part: Loose) => !isDocument(part)) }
      : message,
  );

const spansOf = ({ spans, fragments }: Example): readonly ExampleSpan[] =>
  fragments === undefined
    ? spans
    : [{ name: 'chat', attributes: { ...chatSpan({}).attributes, ...fragments }, events: [] }];

const logsOf = ({ logs }: Example, span: number): readonly LogEvent[] =>
  logs
    .filter(({ parentSpanIndex = 0 }) => parentSpanIndex === span)
    .map(({ eventName, attributes, body }) => deepFrozen({ name: eventName, attributes, body }));

/** An event on a span has attributes only, and they hold no nested values. */
const onSpan = ({ name, attributes, body }: LogEvent): SpanEvent => ({
  name,
  attributes: flat({ ...attributes, ...(body as Loose | null) }),
});

const flat = (attributes: Loose): Loose =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, isNested(value) ? JSON.stringify(value) : value]),
  );

const isNested = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  !(Array.isArray(value) && value.every((item) => typeof item === 'string'));
