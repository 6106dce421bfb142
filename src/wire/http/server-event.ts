import type { TextBounds } from './long-text';

/** One event of a stream. */
export interface ServerEvent {
  /** Absent where the stream does not name its events, such as OpenAI's chat. */
  readonly event?: string | undefined;
  readonly data: string;
  /** It has no frame around it: JSON, or words. */
  readonly isBare?: true;
}

/** Whether it is a text that nothing but a reader understands, such as the error of a proxy. */
export const isWords = (data: string): boolean => /^\s*(?!data:)\[?[a-z]/i.test(data) && data.trim() !== '[DONE]';

/** Gets the events of a stream one by one. An event that is longer than the bounds is condensed. */
export interface EventSink extends TextBounds {
  readonly onEvent: (event: ServerEvent) => void;
}
