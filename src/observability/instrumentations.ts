/** What is known of an instrumentation, or of an SDK that makes spans of its own: whether its spans have content, and by what. */
export interface GenAiInstrumentation {
  /** Of npm. Ends in `*` where it stands for all that begin so. */
  readonly package: string;
  /** The first major version that makes spans. */
  readonly since?: number;
  /** The instrumentation scope of its spans; absent where that is the package. */
  readonly scope?: string;
  /** As it comes. `logs`: in log events, never on the span. */
  readonly content: 'on' | 'off' | 'never';
  /** Completes "set …": what switches content on. Of `on`: what may have switched it off. */
  readonly setting?: string;
  /** The variable of the setting, if there is one, and the values by which content is captured. */
  readonly variable?: { readonly name: string; readonly capturing: RegExp };
  /** Completes "it makes spans where …"; absent where it always does. */
  readonly condition?: string;
  /** Content is in log events, so that a log record processor is needed, too. */
  readonly isInLogs?: boolean;
}

const conventions = 'OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT';
const openinference = 'OPENINFERENCE_HIDE_INPUTS';
const anthropic = 'ANTHROPIC_OPEN_TELEMETRY_TRACES_CONTENT_MODE';
const traceloop = 'TRACELOOP_TRACE_CONTENT';
const isTrue = /^true$/i;
const isNotTrue = /^(?!true$)/i;
const isNotFalse = /^(?!false$)/i;

/** The first that fits counts. */
const table: readonly GenAiInstrumentation[] = [
  {
    package: '@opentelemetry/instrumentation-openai',
    content: 'off',
    setting: `${conventions}=true`,
    variable: { name: conventions, capturing: isTrue },
    isInLogs: true,
  },
  {
    package: '@elastic/opentelemetry-instrumentation-openai',
    content: 'off',
    setting: `${conventions}=true`,
    variable: { name: conventions, capturing: isTrue },
    isInLogs: true,
  },
  {
    package: '@opentelemetry/instrumentation-langchain',
    content: 'off',
    setting: 'its option captureMessageContent: true',
  },
  { package: '@opentelemetry/instrumentation-aws-sdk', content: 'never' },
  {
    package: '@anthropic-ai/sdk',
    since: 1,
    scope: 'com.anthropic.sdk.typescript',
    content: 'off',
    setting: `${anthropic}=content`,
    variable: { name: anthropic, capturing: /^content$/i },
  },
  {
    package: '@traceloop/*',
    content: 'on',
    setting: `its option traceContent: true, and not ${traceloop}=false`,
    variable: { name: traceloop, capturing: isNotFalse },
  },
  {
    package: '@arizeai/openinference-*',
    content: 'on',
    setting: 'neither OPENINFERENCE_HIDE_INPUTS nor OPENINFERENCE_HIDE_OUTPUTS',
    variable: { name: openinference, capturing: isNotTrue },
  },
  {
    package: '@ai-sdk/otel',
    scope: 'gen_ai',
    content: 'on',
    setting: 'recordInputs: true and recordOutputs: true in the call’s telemetry options',
  },
  {
    package: 'ai',
    content: 'on',
    condition: 'its telemetry is enabled',
    setting: 'recordInputs: true and recordOutputs: true in the call’s telemetry options',
  },
  {
    package: 'langsmith',
    content: 'on',
    setting: 'neither LANGSMITH_HIDE_INPUTS nor LANGSMITH_HIDE_OUTPUTS',
    variable: { name: 'LANGSMITH_HIDE_INPUTS', capturing: isNotTrue },
  },
  {
    package: '@sentry/node',
    content: 'off',
    setting: 'recordInputs: true and recordOutputs: true in the options of Sentry’s integration',
  },
  { package: '@langfuse/*', content: 'on' },
  { package: '@mistralai/mistralai', since: 2, content: 'on' },
  { package: '@strands-agents/sdk', scope: 'strands-agents', content: 'on' },
  { package: '@mastra/*', content: 'on' },
  { package: 'genkit', scope: 'genkit-tracer', content: 'on' },
  { package: 'openlit', content: 'on' },
];

const fits = (pattern: string, name: string): boolean =>
  pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name;

/** @param name of a package */
export const instrumentationIn = (name: string): GenAiInstrumentation | undefined =>
  table.find((each) => fits(each.package, name));

/** @param scope of a span */
export const instrumentationOf = (scope: string): GenAiInstrumentation | undefined =>
  table.find((each) => fits(each.scope ?? each.package, scope));

/** What observes the same calls in the process itself, whatever instrumentation there is. */
export const observes = 'load opentelemetry-exporter-honeyhive/register, or add ModelWireInstrumentation';

/** What to do for records with content. */
export function contentAdvice(instrumentation: GenAiInstrumentation | undefined): string {
  const { content, setting, isInLogs } = instrumentation ?? { content: 'off', setting: `${conventions}=true` };
  if (content === 'never' || setting === undefined) return `${observes}.`;
  const logs = isInLogs === true ? ' and add HoneyHiveLogRecordProcessor to the logger provider' : '';
  return `set ${setting}${logs}; or ${observes}.`;
}
