import type { Json, JsonObject } from '../../json/json';
import { isEmpty, isJsonObject, isList, stringify } from '../../json/json';
import type { Message } from '../messages/message';
import { messagesFrom } from '../messages/read-message';
import { flattenedObject } from '../read/flattened-attributes';
import { composed, content, map, prefixed, text } from '../read/reader';
import { isStepKind } from '../record/step-event';
import type { Attributes } from '../span/attribute-names';
import type { SpanView } from '../span/span-view';
import type { Dialect } from './dialect';

/**
 * HoneyHive's first tracer (1.x), around OpenLLMetry: functions that an app has wrapped record their inputs and outputs, one
 * attribute a leaf. A wrapped call of a model that is instrumented as well encloses the call itself, which is then the record.
 */
export const honeyhiveTracer: Dialect = {
  name: 'honeyhive-tracer',
  isModelCall,
  steps: {
    kindOf: ({ honeyhive_event_type: type }) => (isStepKind(type) ? type : undefined),
    reads: {
      input: content(composed({ prefixes: ['honeyhive_inputs.'] }, inputsOf)),
      output: content(composed({ prefixes: ['honeyhive_outputs.'] }, outputsOf)),
      config: content(prefixed('honeyhive_config.')),
    },
  },
  reads: {
    eventName: text('honeyhive_event_name'),
    eventId: text('honeyhive_event_id'),
    error: text('honeyhive_error'),
    requestModel: text('honeyhive_config.model'),
    provider: text('honeyhive_config.provider'),
    otherParameters: map(prefixed('honeyhive_config.'), parametersOf),
    input: content(composed({ prefixes: ['honeyhive_inputs.'] }, inputOf)),
    output: content(composed({ prefixes: ['honeyhive_outputs.'] }, outputOf)),
    metadata: prefixed('honeyhive_metadata.'),
    userProperties: prefixed('honeyhive_user_properties.'),
    feedback: prefixed('honeyhive_feedback.'),
    metrics: prefixed('honeyhive_metrics.'),
  },
};

/** Chains and sessions are none; the tracer writes `tool` on spans of unknown kind, too. */
function isModelCall(attributes: Attributes): boolean | undefined {
  const type = attributes['honeyhive_event_type'];
  if (type === 'model') return true;
  return type === 'chain' || type === 'session' ? false : undefined;
}

function parametersOf({ model: _model, provider: _provider, ...others }: JsonObject): JsonObject | undefined {
  return isEmpty(others) ? undefined : others;
}

/** The conversation where there is one, else the arguments of the function. */
function inputOf(span: SpanView): readonly Message[] | undefined {
  const inputs = flattenedObject(span, 'honeyhive_inputs.');
  const { chat_history: history, messages, _params_: parameters } = inputs;
  for (const list of [history, messages]) if (isList(list)) return messagesFrom(list, 'user');
  return messageOf(parameters ?? inputs, 'user');
}

function outputOf(span: SpanView): readonly Message[] | undefined {
  const outputs = flattenedObject(span, 'honeyhive_outputs.');
  const result = outputs['result'] ?? outputs;
  const isMessage = isJsonObject(result) && typeof result['role'] === 'string';
  return isMessage ? messagesFrom(result, 'assistant') : messageOf(result, 'assistant');
}

/** A text, or an object's only text, is the message; anything else is its JSON. */
function messageOf(value: Json, role: string): readonly Message[] | undefined {
  if (!isJsonObject(value)) return messagesFrom(typeof value === 'string' ? value : stringify(value), role);
  const members = Object.values(value);
  const [only] = members;
  if (members.length === 0) return undefined;
  return messagesFrom(members.length === 1 && typeof only === 'string' ? only : stringify(value), role);
}

function inputsOf(span: SpanView): Json | undefined {
  const inputs = flattenedObject(span, 'honeyhive_inputs.');
  return inputs['_params_'] ?? (isEmpty(inputs) ? undefined : inputs);
}

function outputsOf(span: SpanView): Json | undefined {
  const outputs = flattenedObject(span, 'honeyhive_outputs.');
  return outputs['result'] ?? (isEmpty(outputs) ? undefined : outputs);
}
