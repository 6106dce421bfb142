import type { JsonObject } from '../../../json/json';
import { isJsonObject, isList } from '../../../json/json';
import { all, leftoverOf } from '../../../json/leftovers';
import { bodyReader, usageReaders } from '../../api-bodies/body-readers';
import { geminiUsage } from '../../api-bodies/gemini';
import { choices, finishReasons, responseId, responseModel } from '../../api-bodies/response-body';
import { membersBesideMessage } from '../../api-bodies/response-members';
import type { Message, Part } from '../../messages/message';
import { partsFrom } from '../../messages/read-part';
import { vercelCall } from '../../messages/vercel-part';
import { readConversation, readObject } from '../../read/content';
import { asObject, asText, attribute, composed, content, firstOf, fromAttribute, text } from '../../read/reader';
import type { StepKind } from '../../record/step-event';
import type { Attributes } from '../../span/attribute-names';
import { perSpan } from '../../span/memo';
import { type SpanView, toMs } from '../../span/span-view';
import type { SpanStart } from '../../steps/step-dialect';
import { value } from '../../steps/step-readers';
import type { Dialect } from '../dialect';
import { withCalls } from './textual-calls';

const inputName = 'mastra.model_step.input';
const outputName = 'mastra.model_step.output';
const bodyName = 'mastra.metadata.body';
const modelName = 'mastra.metadata.modelMetadata';

/** The answer of the model's API; a stream has none. */
const apiBody = perSpan(({ attributes }) => asObject(attributes[bodyName]) ?? {});
const inBody = bodyReader([bodyName], apiBody);

const output = perSpan((span) => readObject(span.attributes[outputName], span) ?? {});

const toolTypes = ['tool_call', 'mcp_tool_call', 'client_tool_call', 'provider_tool_call', 'memory_operation'] as const;
const toolKinds: ReadonlyMap<string, StepKind> = new Map(toolTypes.map((type) => [type, 'tool']));
const stepTypes = [
  ...toolTypes,
  ...['agent_run', 'workflow_run', 'workflow_step', 'workflow_conditional', 'workflow_parallel', 'workflow_loop'],
  ...['processor_run', 'scorer_run', 'scorer_step', 'rag_action', 'graph_action', 'workspace_action', 'generic'],
];

/**
 * Mastra: one `model_step` a call of the model, inside a `chat` by the conventions with the sum of the usage and the last text
 * of all steps. Where steps are not traced, that span is the call. The parameters are on that span alone, and so are usage, id and
 * finish reason of a streamed answer.
 */
export const mastra: Dialect = {
  name: 'mastra',
  isModelCall,
  isModelStep: (attributes) => attributes['mastra.span.type'] === 'model_step',
  steps: {
    kindOf: ({ 'mastra.span.type': type }) =>
      typeof type !== 'string' || type.startsWith('model_') ? undefined : (toolKinds.get(type) ?? 'chain'),
    startsAs,
    reads: {
      input: firstOf(...stepTypes.map((type) => value(`mastra.${type}.input`))),
      output: firstOf(...stepTypes.map((type) => value(`mastra.${type}.output`))),
    },
  },
  reads: {
    provider: attribute((value) => asText(asObject(value)?.['modelProvider']))(modelName),
    requestModel: attribute((value) => asText(asObject(value)?.['modelId']))(modelName),
    responseModel: inBody(responseModel),
    responseId: inBody(responseId),
    finishReasons: inBody(finishReasons),
    ...usageReaders([bodyName], (span) => {
      const { usage, usageMetadata } = apiBody(span);
      if (isJsonObject(usageMetadata)) return geminiUsage(usageMetadata);
      return isJsonObject(usage) ? usage : undefined;
    }),
    input: content(fromAttribute(inputName, (raw, span) => readConversation(raw, span)?.map(withCalls))),
    output: content(composed({ attributes: [outputName, bodyName] }, outputOf)),
    timeToFirstToken: fromAttribute('mastra.completion_start_time', timeToFirstToken),
    session: firstOf(text('mastra.metadata.sessionId'), text('mastra.metadata.threadId')),
    conversationId: firstOf(text('mastra.metadata.threadId'), text('mastra.metadata.conversationId')),
    user: firstOf(text('mastra.metadata.userId'), text('mastra.metadata.resourceId')),
  },
  leftovers: {
    [bodyName]: (span) => leftoverOf(apiBody(span), membersBesideMessage),
    [modelName]: ({ attributes }) => leftoverOf(asObject(attributes[modelName]), all('modelId', 'modelProvider')),
    [outputName]: (span) => leftoverOf(output(span), all('text', 'reasoning', 'toolCalls', 'object')),
  },
  inherited: ['mastra.metadata.'],
};

function isModelCall(attributes: Attributes): boolean | undefined {
  const type = attributes['mastra.span.type'];
  return type === undefined || type === 'model_generation' ? undefined : type === 'model_step';
}

/** The reasoning of an answer that is not streamed is in the body alone. */
function outputOf(span: SpanView): readonly Message[] | undefined {
  const parts = partsOf(output(span));
  const inBody = choices(apiBody(span)) ?? [];
  if (parts.length === 0) return inBody;
  const reasoning = parts.some(isReasoning) ? [] : (inBody[0]?.parts.filter(isReasoning) ?? []);
  return [{ role: 'assistant', parts: [...reasoning, ...parts] }];
}

const isReasoning = ({ kind }: Part): boolean => kind === 'reasoning';

/** An absent text is an empty one here. */
function partsOf({ text: answer, reasoning, toolCalls, object }: JsonObject): readonly Part[] {
  return [
    ...(typeof reasoning === 'string' ? partsFrom({ type: 'reasoning', content: reasoning }) : []),
    ...(answer === '' || answer === undefined ? partsFrom(asText(object)) : partsFrom(answer)),
    ...(isList(toolCalls) ? partsFrom(toolCalls.filter(isJsonObject).map(vercelCall)) : []),
  ];
}

function timeToFirstToken(raw: unknown, { startTime }: SpanView): number | undefined {
  const at = Date.parse(asText(raw) ?? '');
  return at >= toMs(startTime) ? at - toMs(startTime) : undefined;
}

/** Its bridge sets all attributes as a span ends. Until then those of models are called `llm: 'gpt-5'`, `step: 0` and the like. */
function startsAs({ scope, name = '' }: SpanStart): StepKind | undefined {
  if (scope !== '@mastra/otel-bridge' || /^(?:llm|step|chunk|inference|chat|model_\w+)\b/.test(name)) return undefined;
  return /^(?:\w+_)?tool:/.test(name) ? 'tool' : 'chain';
}
