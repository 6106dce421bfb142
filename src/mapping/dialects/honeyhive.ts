import { isEmpty, isList, type JsonObject } from '../../json/json';
import type { Message } from '../messages/message';
import { messagesFrom } from '../messages/read-message';
import { readTemplate } from '../read/content';
import { flattenedObject } from '../read/flattened-attributes';
import { parameterReaders, parameters } from '../read/parameters';
import {
  asJson,
  asObject,
  attribute,
  composed,
  content,
  count,
  firstOf,
  flag,
  json,
  map,
  positive,
  prefixed,
  text,
} from '../read/reader';
import { isStepKind } from '../record/step-event';
import type { SpanView } from '../span/span-view';
import type { Dialect } from './dialect';

const inputs = 'honeyhive.inputs.';
const history = 'honeyhive.inputs.chat_history';
const outputs = 'honeyhive.outputs.';
const config = 'honeyhive.config.';
const request = 'honeyhive.request.';
const templateInputs = 'honeyhive.template_inputs';

/**
 * Attributes that an app sets for HoneyHive, on spans of any instrumentation, and those that our own instrumentation sets for
 * parts of a request without an attribute in the conventions: `honeyhive.request.` and the parameter's name in the request.
 */
export const honeyhive: Dialect = {
  name: 'honeyhive',
  steps: {
    kindOf: ({ 'honeyhive.event_type': type }) => (isStepKind(type) ? type : undefined),
    reads: {
      input: content(prefixed('honeyhive.inputs.')),
      output: content(prefixed('honeyhive.outputs.')),
      config: content(prefixed('honeyhive.config.')),
    },
  },
  reads: {
    project: text('honeyhive.project'),
    source: text('honeyhive.source'),
    eventName: text('honeyhive.event_name'),
    eventId: text('honeyhive.event_id'),
    parentId: text('honeyhive.parent_id'),
    session: text('honeyhive.session_id'),
    sessionName: text('honeyhive.session_name'),
    runId: text('honeyhive.run_id'),
    datasetId: text('honeyhive.dataset_id'),
    datapointId: text('honeyhive.datapoint_id'),
    error: text('honeyhive.error'),
    template: content(attribute(readTemplate)('honeyhive.template')),
    templateInputs: content(composed({ attributes: [templateInputs], prefixes: [inputs] }, variablesOf)),
    input: content(composed({ attributes: [history], items: [`${history}.`] }, historyOf)),
    outputs: content(composed({ prefixes: [outputs] }, (span) => filled(membersBelow(span, outputs)))),
    requestModel: text(`${config}model`),
    provider: text(`${config}provider`),
    metadata: prefixed('honeyhive.metadata.'),
    userProperties: prefixed('honeyhive.user_properties.'),
    feedback: prefixed('honeyhive.feedback.'),
    metrics: prefixed('honeyhive.metrics.'),
    truncated: flag('honeyhive.truncated'),

    toolChoice: json('honeyhive.request.tool_choice'),
    responseFormat: attribute(responseFormatOf)('honeyhive.request.response_format'),
    ...parameterReaders((name) => {
      const read = attribute(parameters[name] as (value: unknown) => never);
      return firstOf(read(config + name), read(request + name));
    }),
    otherParameters: composed({ prefixes: [request, config] }, otherParametersOf),
    // By their paths in the answers of Perplexity's API and xAI's, of Anthropic's and Bedrock's.
    cost: firstOf(
      positive('gen_ai.usage.details.cost.total_cost'),
      map(positive('gen_ai.usage.details.cost_in_usd_ticks'), (ticks) => ticks / 1e10),
    ),
    cacheWriteHourTokens: map(
      firstOf(
        count('gen_ai.usage.details.cache_creation.ephemeral_1h_input_tokens'),
        count('gen_ai.usage.details.cacheDetails.1h'),
      ),
      (tokens) => tokens || undefined,
    ),
  },
  inherited: [
    ...['honeyhive.session_id', 'honeyhive.session_name', 'honeyhive.project', 'honeyhive.source'],
    ...['honeyhive.run_id', 'honeyhive.dataset_id', 'honeyhive.datapoint_id'],
    ...['honeyhive.metadata.', 'honeyhive.user_properties.'],
  ],
  inheritedByChildren: ['honeyhive.template'],
};

/** The members of the event's inputs beside the conversation, which fill the template. */
function variablesOf(span: SpanView): JsonObject | undefined {
  const { chat_history: _history, ...variables } = membersBelow(span, inputs);
  return filled({ ...variables, ...asObject(span.attributes[templateInputs]) });
}

function historyOf(span: SpanView): readonly Message[] | undefined {
  const { chat_history: messages } = membersBelow(span, inputs);
  return isList(messages) ? messagesFrom(messages, 'user') : undefined;
}

const allConfig = prefixed(config);
const allOfRequest = prefixed(request);

function otherParametersOf(span: SpanView): JsonObject | undefined {
  const { model: _model, provider: _provider, ...others } = allConfig.read(span) ?? {};
  return filled({ ...allOfRequest.read(span), ...others });
}

/** Objects and lists are there as JSON, or with an attribute for each leaf. */
const membersBelow = (span: SpanView, prefix: string): JsonObject =>
  Object.fromEntries(
    Object.entries(flattenedObject(span, prefix)).map(([name, value]) => [name, asJson(value) ?? value]),
  );

const filled = (object: JsonObject): JsonObject | undefined => (isEmpty(object) ? undefined : object);

/** An object with a type, also as JSON, or the type alone. */
function responseFormatOf(value: unknown): JsonObject | undefined {
  const format = asObject(value);
  if (typeof format?.['type'] === 'string' && format['type'] !== '') return format;
  return typeof value === 'string' && value !== '' && !value.startsWith('{') ? { type: value } : undefined;
}
