import { isModelCall, toModelEvent } from '../../src/mapping';
import type { CreateModelEvent } from '../../src/mapping/model-event';
import { Carried } from '../support/carried';
import { missing } from '../support/comparison';
import {
  type Fixture,
  fixtures,
  logsOf,
  type RecordedExchange,
  type RecordedSpan,
  type SdkMajor,
  spanOf,
} from '../support/fixture';
import { truthOf } from '../support/truth';

/** What a library itself says otherwise than the exchange: nothing can be made of it here. */
const losses: readonly (readonly [library: RegExp, scenario: RegExp, aspect: RegExp, reason: string])[] = [
  [/^traceloop/, /^chat-n2|^completions-array-n2/, /^finish reason$/, 'keeps the first choice only'],
  [/^traceloop/, /^images/, /^usage total$/, 'invents the output tokens of an image'],
  [
    /^traceloop/,
    /^responses-(messages-input|tools-followup)$/,
    /^(input|tool answer)/,
    'writes the whole input as one text of the user',
  ],
  [
    /^ai-4/,
    /^generateText-tools-loop/,
    /^tool answer$/,
    'sends a text that a tool answers as JSON, and tells it plainly',
  ],
  [/^traceloop-anthropic-0\.22/, /^messages-stream-tools$/, /^finish reason$/, 'keeps no finish reason of streams'],
  [
    /^(traceloop-node-server|honeyhive-1)/,
    /^(workflow-stream|chat-stream-usage)$/,
    /^usage/,
    'estimates the usage of streams',
  ],
  [/^otel-aws-sdk/, /^converse-reasoning$/, /^usage prompt$/, 'leaves out the cached tokens, and does not tell them'],
  [
    /^otel-aws-sdk/,
    /^invoke-stream-(anthropic|llama)$/,
    /^usage/,
    'takes the count of one chunk for that of the stream',
  ],
  [
    /^overlap--traceloop-langchain/,
    /^agent-create$/,
    /^usage/,
    'tells of each call twice and once without its id, so that two of its spans meet the wrong exchange here',
  ],
  [
    /^arizeai.*langchain/,
    /--hide-inputs-outputs$/,
    /^tool /,
    'hides the inputs, tools among them: the request parameters that still have them do not bring them back',
  ],
  [/^openinference-openai/, /^chat-n2-stream$/, /^finish reason$/, 'makes one garbled text of both choices'],
  [/^(openinference|langfuse)-openai/, /^embeddings-tokens$/, /^usage prompt$/, 'counts nothing; 3 is a token here'],
  [/^openinference-bedrock/, /^invoke-jamba$/, /^request model$/, 'names the model in full only where it answers'],
  [
    /^openinference-bedrock/,
    /^invoke-stream-(llama|nova|titan)$/,
    /^usage/,
    "takes a chunk's count, or Bedrock's of the invocation, for that of the answer",
  ],
  [/^langfuse-langchain/, /^chat-tools-followup$/, /^tool answer$/, 'has lost which call is answered'],
  [/^langfuse-tracing/, /^tracing-manual-generation$/, /^usage cacheRead$/, 'has counts that the app made up'],
  [/^openlit/, /^anthropic-messages-stream/, /^usage/, 'adds the count that opens a stream to the one that ends it'],
  [
    /^ax-llm/,
    /^err-400$/,
    /^(input text of user|error)$/,
    'quotes the exchange in the stack of its error, and nowhere else',
  ],
];

const libraries = [
  'strands',
  'genkit',
  'google-adk',
  'mastra',
  'mistralai-native',
  'openlit',
  'voltagent',
  'ax-llm',
  'otel-openai-0.22.0',
  'otel-openai-0.21.0',
  'opentelemetry-instrumentation-openai-0.21.0',
  'traceloop-',
  'overlap--',
  'honeyhive-1',
  'lmnr',
  'otel-aws-sdk',
  'sentry-node',
  'elastic-openai',
  'vercel-ai',
  'ai-4',
  'ai-5',
  'ai-6',
  'ai-LegacyOpenTelemetry-7',
  'ai-OpenTelemetry-7',
  'anthropic-sdk-native',
  'anthropic-ai-sdk-native',
  'openinference-',
  'arizeai-openinference',
  'ai-openinference-vercel',
  'langsmith-',
  'langfuse-',
  'langwatch-',
] as const;

describe.each(libraries)('%s', (library) => {
  test.each(
    fixtures(library).map(
      (recorded) => [`${recorded.library.slice(library.length)} ${recorded.scenario}`, recorded] as const,
    ),
  )('%s: what the spans carry of the exchange stands in its field', (_name, recorded) => {
    for (const sdk of [1, 2, 3] as const) {
      const problems = callsOf(recorded).flatMap(([span, exchange]) => {
        const logs = logsOf(recorded, span);
        const record = recordOf(recorded, span, sdk);
        const carried = new Carried(span.attributes, span.events, span.status, logs);
        return missing(record, truthOf(exchange), carried).filter((aspect) => !isLoss(recorded, aspect));
      });
      expect(problems).toEqual([]);
    }
  });
});

function recordOf(recorded: Fixture, span: RecordedSpan, sdk: SdkMajor): CreateModelEvent {
  const record = toModelEvent(spanOf(span, sdk), { project: 'demo', logs: logsOf(recorded, span) });
  if (record === undefined) throw new Error('a model call has no record');
  return record;
}

/** Model calls with the exchange of each: by the response's id where both have one, else in their order. */
function callsOf(recorded: Fixture): readonly (readonly [RecordedSpan, RecordedExchange])[] {
  const spans = innermost(recorded.spans.filter((span) => isModelCall(spanOf(span))));
  const open = [...recorded.truth];
  return spans.flatMap((span) => {
    const id = span.attributes['gen_ai.response.id'];
    const byId = open.findIndex((exchange) => id !== undefined && truthOf(exchange).id === id);
    // Retries of one call come before the exchange that ended it.
    const at = byId !== -1 ? byId : spans.length === 1 ? open.length - 1 : 0;
    const [exchange] = open.splice(at, 1);
    return exchange === undefined ? [] : [[span, exchange] as const];
  });
}

/** A call that is told of twice counts as the inner span; leaving out the outer one is the exporter's work. */
const innermost = (spans: readonly RecordedSpan[]): readonly RecordedSpan[] =>
  spans.filter((span) => !spans.some((other) => other.parentSpanId === span.spanId));

test('every loss that is excused here happens', () => {
  const excused = losses
    .filter((_, index) => !happened.has(index))
    .map(([library, scenario]) => `${library} ${scenario}`);
  expect(excused).toEqual([]);
});

const happened = new Set<number>();

function isLoss({ library, scenario }: Fixture, aspect: string): boolean {
  const index = losses.findIndex(
    ([libraries, scenarios, aspects]) => libraries.test(library) && scenarios.test(scenario) && aspects.test(aspect),
  );
  if (index !== -1) happened.add(index);
  return index !== -1;
}
