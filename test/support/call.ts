import { type MapOptions, toModelEvent } from '../../src/mapping';
import type { CreateModelEvent } from '../../src/mapping/record/model-event';
import type { ReadableSpan } from '../../src/mapping/span/span-view';
import { deepFrozen } from './fixture';

/** A span of a chat call with these attributes, frozen. */
export const chatSpan = (
  attributes: Readonly<Record<string, unknown>>,
  members: Partial<ReadableSpan> = {},
): ReadableSpan =>
  deepFrozen({
    name: 'chat gpt-4o',
    spanContext: () => ({ traceId: '4ee3a3296af92bb89bc85d7fd0c5b843', spanId: '2277deeaf81d77e6' }),
    startTime: [1_795_333_736, 669_000_000],
    endTime: [1_795_333_736, 680_170_824],
    status: { code: 0 },
    attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-4o', ...attributes },
    events: [],
    ...members,
  });

/** Its record. */
export function recordOf(
  attributes: Readonly<Record<string, unknown>>,
  options: MapOptions = {},
  members: Partial<ReadableSpan> = {},
): CreateModelEvent {
  const record = toModelEvent(chatSpan(attributes, members), options);
  if (record === undefined) throw new Error('not taken for a model call');
  return record;
}
