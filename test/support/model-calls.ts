import { isModelCall, toModelEvent } from '../../src/mapping';
import { Carried } from './carried';
import { type Aspect, aspectsOf } from './comparison';
import { type Fixture, logsOf, type RecordedExchange, type RecordedSpan, type SdkMajor, spanOf } from './fixture';
import { truthOf } from './truth';

/** What the names of the folders of recorded scenarios start with. */
export const libraries = [
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
  'anthropic-ai-claude-agent-sdk',
  'openinference-',
  'arizeai-openinference',
  'ai-openinference-vercel',
  'langsmith-',
  'langfuse-',
  'langwatch-',
] as const;

/** What the spans of a scenario carry of its exchanges, call by call. */
export const carriedAspects = (recorded: Fixture, sdk: SdkMajor): readonly Aspect[] =>
  callsOf(recorded).flatMap(([span, exchange]) => {
    const logs = logsOf(recorded, span);
    const record = toModelEvent(spanOf(span, sdk), { project: 'demo', logs });
    if (record === undefined) throw new Error('a model call has no record');
    return aspectsOf(record, truthOf(exchange), new Carried(span.attributes, span.events, span.status, logs));
  });

/** Model calls with the exchange of each: by the response's id where both have one, else in their order. */
function callsOf(recorded: Fixture): readonly (readonly [RecordedSpan, RecordedExchange])[] {
  const spans = innermost(recorded.spans.filter((span) => isModelCall(spanOf(span))));
  const open = [...recorded.truth];
  const isOf = (span: RecordedSpan, exchange: RecordedExchange): boolean => {
    const id = span.attributes['gen_ai.response.id'];
    return id !== undefined && truthOf(exchange).id === id;
  };
  const named = spans.filter((span) => open.some((exchange) => isOf(span, exchange)));
  return [...named, ...spans.filter((span) => !named.includes(span))].flatMap((span) => {
    const byId = open.findIndex((exchange) => isOf(span, exchange));
    // Retries of one call come before the exchange that ended it.
    const at = byId !== -1 ? byId : spans.length === 1 ? open.length - 1 : 0;
    const [exchange] = open.splice(at, 1);
    return exchange === undefined ? [] : [[span, exchange] as const];
  });
}

/** A call that is told of twice counts as the inner span; leaving out the outer one is the exporter's work. */
const innermost = (spans: readonly RecordedSpan[]): readonly RecordedSpan[] =>
  spans.filter((span) => !spans.some((other) => other.parentSpanId === span.spanId));
