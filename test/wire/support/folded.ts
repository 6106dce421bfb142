import type { Api, Folded } from '../../../src/wire/apis/api';
import { Growth } from '../../../src/wire/apis/fields/growth';
import { type Framing, serverSentEvents } from '../../../src/wire/http/framing';
import type { ServerEvent } from '../../../src/wire/http/server-event';
import { StreamFold } from '../../../src/wire/stream-fold';

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

/** What is made of the events of a stream. */
export function folded(fold: NonNullable<Api['fold']>, events: readonly ServerEvent[]): Folded {
  const stream = new StreamFold({ fold }, 2 ** 30);
  for (const event of events) stream.push(event);
  for (const ending = stream.result(); ; ) {
    const { done, value } = ending.next();
    if (done) return value;
  }
}
