import type { Dialect } from '../facts';
import { count, firstOf, flag, text } from '../reader';
import type { Attributes } from '../span';

/** What OpenLLMetry (Traceloop) 0.27 and newer write beside the conventions. */
export const openllmetry: Dialect = {
  name: 'openllmetry',
  isModelCall,
  reads: {
    project: text('traceloop.association.properties.project'),
    source: text('traceloop.association.properties.source'),
    session: text('traceloop.association.properties.session_id'),
    user: text('traceloop.association.properties.user_id'),
    totalTokens: count('llm.usage.total_tokens'),
    stream: firstOf(flag('llm.is_streaming'), flag('gen_ai.is_streaming')),
  },
};

const requestTypes = new Set<unknown>(['chat', 'completion', 'embedding']);
const wrapperKinds = new Set<unknown>(['workflow', 'task', 'agent', 'tool']);

function isModelCall(attributes: Attributes): boolean | undefined {
  if (wrapperKinds.has(attributes['traceloop.span.kind'])) return false;
  return requestTypes.has(attributes['llm.request.type']) ? true : undefined;
}
