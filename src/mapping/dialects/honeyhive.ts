import type { JsonObject } from '../../json/json';
import { readTemplate } from '../read/content';
import { parametersBelow } from '../read/parameters';
import {
  asObject,
  attribute,
  content,
  count,
  firstOf,
  flag,
  json,
  map,
  object,
  positive,
  prefixed,
  text,
} from '../read/reader';
import { isStepKind } from '../record/step-event';
import type { Dialect } from './dialect';

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
    session: text('honeyhive.session_id'),
    error: text('honeyhive.error'),
    template: content(attribute(readTemplate)('honeyhive.template')),
    templateInputs: content(object('honeyhive.template_inputs')),
    metadata: prefixed('honeyhive.metadata.'),
    userProperties: prefixed('honeyhive.user_properties.'),
    feedback: prefixed('honeyhive.feedback.'),
    metrics: prefixed('honeyhive.metrics.'),
    truncated: flag('honeyhive.truncated'),

    toolChoice: json('honeyhive.request.tool_choice'),
    responseFormat: attribute(responseFormatOf)('honeyhive.request.response_format'),
    ...parametersBelow('honeyhive.request.'),
    otherParameters: prefixed('honeyhive.request.'),
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
    ...['honeyhive.session_id', 'honeyhive.project', 'honeyhive.source'],
    ...['honeyhive.metadata.', 'honeyhive.user_properties.'],
  ],
  inheritedByChildren: ['honeyhive.template'],
};

/** An object with a type, also as JSON, or the type alone. */
function responseFormatOf(value: unknown): JsonObject | undefined {
  const format = asObject(value);
  if (typeof format?.['type'] === 'string' && format['type'] !== '') return format;
  return typeof value === 'string' && value !== '' && !value.startsWith('{') ? { type: value } : undefined;
}
