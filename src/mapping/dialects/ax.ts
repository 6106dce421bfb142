import { isObject } from '../../json/json';
import { asCount, flag, gathered, type Reader } from '../read/reader';
import type { Dialect } from './dialect';

/** What ax adds to the conventions: the usage of a call in an event of its span. */
export const ax: Dialect = {
  name: 'ax',
  reads: {
    stream: flag('gen_ai.request.llm_is_streaming'),
    inputTokens: ofUsageEvent('gen_ai.usage.input_tokens'),
    outputTokens: ofUsageEvent('gen_ai.usage.output_tokens'),
    totalTokens: ofUsageEvent('gen_ai.usage.total_tokens'),
  },
};

function ofUsageEvent(name: string): Reader<number> {
  return gathered({ events: ['gen_ai.usage'] }, ({ events }) => {
    const said = events.findLast((event) => event?.name === 'gen_ai.usage')?.attributes;
    return isObject(said) ? asCount(said[name]) : undefined;
  });
}
