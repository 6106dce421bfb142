import type { EventSourceMessage } from 'eventsource-parser';

/** One event of a stream of server-sent events. */
export interface ServerEvent {
  /** Absent where the stream does not name its events, such as OpenAI's chat. */
  readonly event?: string | undefined;
  readonly data: string;
}

/** The events of a stream, or of the beginning of one: an event that was cut before its empty line is left out. */
export function readEvents(text: string): readonly ServerEvent[] {
  // Loaded with the first stream that has ended: an app's start-up does not pay for it.
  const { createParser } = require('eventsource-parser') as typeof import('eventsource-parser');
  const events: EventSourceMessage[] = [];
  createParser({ onEvent: (event) => events.push(event) }).feed(text);
  return events;
}
