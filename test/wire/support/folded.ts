import type { Api, Folded } from '../../../src/wire/apis/api';
import { Growth } from '../../../src/wire/apis/fields/growth';
import { fieldsOfEvent } from '../../../src/wire/apis/fields/stream';
import { type Framing, serverSentEvents } from '../../../src/wire/http/framing';
import type { ServerEvent } from '../../../src/wire/http/server-event';

export const unbounded = (): Growth => new Growth(Number.POSITIVE_INFINITY);

/** The events of a body, or of what came of one. */
export function eventsOf(body: Buffer, framing: Framing = serverSentEvents): readonly ServerEvent[] {
  const events: ServerEvent[] = [];
  const framer = framing.open({
    maxBytes: 4 * 2 ** 20,
    maxMediaBytes: 4096,
    onEvent: (event) => void events.push(event),
    onCut: () => undefined,
  });
  framer.write(body);
  framer.end();
  return events;
}

/** What a folder makes of events. */
export function folded(fold: NonNullable<Api['fold']>, events: readonly ServerEvent[]): Folded {
  const folder = fold(unbounded());
  for (const event of events) folder.push(event, fieldsOfEvent(event));
  return folder.result();
}
