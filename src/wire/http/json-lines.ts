import { LongText } from './long-text';
import type { EventSink } from './server-event';
import { TextLines } from './text-lines';

/** The lines of a stream of JSON objects; the last one may be cut. */
export class JsonLines {
  readonly #events: EventSink;
  readonly #lines = new TextLines(false, (part, isEnd) => this.#addPart(part, isEnd));
  #long: LongText | undefined;

  constructor(events: EventSink) {
    this.#events = events;
  }

  write(text: string): void {
    this.#lines.write(text);
  }

  end(): void {
    this.#lines.end();
  }

  #addPart(part: string, isEnd: boolean): void {
    if (this.#long === undefined && isEnd) {
      if (part.trim() !== '') this.#events.onEvent({ data: part });
      return;
    }
    this.#long ??= new LongText(this.#events);
    this.#long.write(part);
    if (!isEnd) return;
    const text = this.#long.end();
    this.#long = undefined;
    if (text.trim() !== '') this.#events.onEvent({ data: text });
  }
}
