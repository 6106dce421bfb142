/** One event of a stream. */
export interface ServerEvent {
  /** Absent where the stream does not name its events, such as OpenAI's chat. */
  readonly event?: string | undefined;
  readonly data: string;
}

/** Gets the events of a stream one by one. */
export interface EventSink {
  readonly onEvent: (event: ServerEvent) => void;
  /** Of one event, about; a longer one is condensed. */
  readonly maxBytes: number;
  /** Texts of an event were cut. */
  readonly onCut: () => void;
}
