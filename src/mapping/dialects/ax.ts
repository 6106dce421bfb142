import { isObject } from '../../json/json';
import { asCount, composed, flag, type Reader } from '../read/reader';
import type { Dialect } from './dialect';

/** What ax adds to the conventions: the usage of a call in an event of its span. */
export const ax: Dialect = {
  name: 'ax',
  reads: {
    stream: flag('gen_ai.request.llm_is_streaming'),
    inputTokens: countInEvent('gen_ai.usage.input_tokens'),
    outputTokens: countInEvent('gen_ai.usage.output_tokens'),
    totalTokens: countInEvent('gen_ai.usage.total_tokens'),
  },
};

function countInEvent(name: string): Reader<number> {
  return composed({ events: ['gen_ai.usage'] }, ({ events }) => {
    const attributes = events.findLast((event) => event?.name === 'gen_ai.usage')?.attributes;
    return isObject(attributes) ? asCount(attributes[name]) : undefined;
  });
}
