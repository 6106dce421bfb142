import type { JsonObject } from '../../json/json';
import { readMessages } from '../read/content';
import {
  asObject,
  asText,
  attribute,
  content,
  count,
  flag,
  json,
  number,
  object,
  prefixed,
  text,
  texts,
} from '../read/reader';
import type { Dialect } from './dialect';

/**
 * What an app says to HoneyHive itself, on spans of any instrumentation, and what our own instrumentation says of a request
 * that the conventions have no attribute for: `honeyhive.request.` and the parameter's name on the wire. It beats everything.
 */
export const honeyhive: Dialect = {
  name: 'honeyhive',
  reads: {
    project: text('honeyhive.project'),
    source: text('honeyhive.source'),
    eventName: text('honeyhive.event_name'),
    session: text('honeyhive.session_id'),
    error: text('honeyhive.error'),
    template: content(attribute((value) => readMessages(value, 'user')?.messages)('honeyhive.template')),
    templateInputs: content(object('honeyhive.template_inputs')),
    metadata: prefixed('honeyhive.metadata.'),
    userProperties: prefixed('honeyhive.user_properties.'),
    feedback: prefixed('honeyhive.feedback.'),
    metrics: prefixed('honeyhive.metrics.'),
    truncated: flag('honeyhive.truncated'),

    toolChoice: json('honeyhive.request.tool_choice'),
    responseFormat: attribute(responseFormatOf)('honeyhive.request.response_format'),
    temperature: number('honeyhive.request.temperature'),
    top_p: number('honeyhive.request.top_p'),
    top_k: number('honeyhive.request.top_k'),
    max_tokens: number('honeyhive.request.max_tokens'),
    presence_penalty: number('honeyhive.request.presence_penalty'),
    frequency_penalty: number('honeyhive.request.frequency_penalty'),
    stop: texts('honeyhive.request.stop'),
    n: count('honeyhive.request.n'),
    seed: number('honeyhive.request.seed'),
    stream: flag('honeyhive.request.stream'),
    reasoning_effort: text('honeyhive.request.reasoning_effort'),
    thinking: object('honeyhive.request.thinking'),
    service_tier: text('honeyhive.request.service_tier'),
    dimensions: count('honeyhive.request.dimensions'),
    encoding_formats: texts('honeyhive.request.encoding_formats'),
    otherParameters: prefixed('honeyhive.request.'),
  },
  inherited: [
    'honeyhive.session_id',
    'honeyhive.project',
    'honeyhive.source',
    'honeyhive.metadata.',
    'honeyhive.user_properties.',
  ],
  inheritedByChildren: ['honeyhive.template'],
};

function responseFormatOf(value: unknown): JsonObject | undefined {
  const format = asObject(value) ?? {};
  if (asText(format['type']) !== undefined && typeof format['type'] === 'string') return format;
  const type = typeof value === 'string' && !value.startsWith('{') ? asText(value) : undefined;
  return type === undefined ? undefined : { type };
}
