import type { EncodedRecord } from '../../src/delivery/record';
import type { CreateModelEvent } from '../../src/mapping/record/model-event';

/** The smallest record that the endpoint takes, around a text. */
export function modelRecord(id: string, text = 'hello'): EncodedRecord {
  const event: CreateModelEvent = {
    project: 'test',
    model: 'gpt-5',
    provider: 'openai',
    messages: [{ role: 'user', content: text }],
    response: { role: 'assistant', content: 'hi' },
    duration: 12.5,
    usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
    event_id: id,
    start_time: 1_700_000_000_000,
    end_time: 1_700_000_000_012.5,
  };
  return { id, bytes: Buffer.from(JSON.stringify(event)) };
}

/** The n-th id: the same on every run. */
export const uuid = (n: number): string => `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
