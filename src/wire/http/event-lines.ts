import { parseJson } from '../../json/json-record';
import { JsonValues } from './json-values';
import { LongText } from './long-text';
import { type EventSink, isWords } from './server-event';
import { TextLines } from './text-lines';

/** A line that starts so has a value; `''` is a comment. A field `error` is llama.cpp's own. */
const field = /^(?:(data|event|error|id|retry)(?:: ?|$)|:)/;

const unknownField = /^[a-z]+:/;

/** The name of a line's field, and where its value starts. */
function fieldOf(line: string): readonly [name: string, start: number] {
  if (line.startsWith('data: ')) return ['data', 6];
  const [head, name = head === undefined ? 'bare' : ''] = field.exec(line) ?? [];
  return [name, head?.length ?? 0];
}

interface Line {
  readonly name: string;
  /** Where the value goes; nowhere, if it is not read. */
  readonly value: Pick<LongText, 'write'> | undefined;
}

/**
 * The events of a stream of server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html), read as leniently as
 * the SDKs of providers do: the last event counts without the blank line after it if it is whole; a line of data that follows whole
 * JSON is an event of its own; and an object of JSON that stands bare among the fields, or in place of them, is an event, as are words.
 */
export class EventLines {
  readonly #events: EventSink;
  readonly #lines = new TextLines(true, (part, isEnd) => this.#addPart(part, isEnd));
  #line: Line | undefined;
  /** The data of the event that has begun, and whether they end like an object. */
  #data: LongText | undefined;
  #endsObject = false;
  #name: string | undefined;
  /** A name that came after data: of this event if it ends there, else of the next one. */
  #laterName: string | undefined;
  /** A name, or an error. */
  #text: LongText | undefined;
  readonly #bare: JsonValues;
  /** Lines of words that have come since the last data. */
  #words: LongText | undefined;

  constructor(events: EventSink) {
    this.#events = events;
    this.#bare = new JsonValues(events, (data) => events.onEvent({ data, isBare: true }));
  }

  write(text: string): void {
    this.#lines.write(text);
  }

  end(): void {
    this.#lines.end();
    this.#bare.end();
    this.#dispatch(true);
  }

  #addPart(part: string, isEnd: boolean): void {
    let value = part;
    if (this.#line === undefined) {
      if (part === '' && isEnd) {
        this.#bare.end();
        this.#dispatch(false);
        return;
      }
      const [name, start] = fieldOf(part);
      value = part.slice(start);
      this.#line = { name, value: this.#begin(name, value) };
    }
    this.#line.value?.write(value);
    if (this.#line.name === 'data' && value !== '') this.#endsObject = value.slice(-8).trimEnd().endsWith('}');
    if (!isEnd) return;
    const { name } = this.#line;
    this.#line = undefined;
    this.#endLine(name);
  }

  /** @param start of the line's value */
  #begin(name: string, start: string): Line['value'] {
    if (name !== 'bare') this.#bare.end();
    switch (name) {
      case 'data':
        this.#words = undefined;
        if (this.#endsObject && /^(?:\{|\[DONE\])/.test(start)) this.#dispatchNext();
        if (this.#data === undefined) this.#data = new LongText(this.#events);
        else this.#data.write('\n');
        return this.#data;
      case 'event':
      case 'error':
        this.#text = new LongText(this.#events);
        return this.#text;
      case 'bare':
        if (!this.#bare.isOpen && isWords(start)) return unknownField.test(start) ? undefined : this.#beginWords();
        if (!this.#bare.isOpen && !/^\s*[[{]/.test(start)) return undefined;
        if (this.#endsObject) this.#dispatchNext();
        this.#bare.write('\n');
        return this.#bare;
      default:
        return undefined;
    }
  }

  #beginWords(): LongText {
    if (this.#words === undefined) this.#words = new LongText(this.#events);
    else this.#words.write('\n');
    return this.#words;
  }

  #endLine(name: string): void {
    if (name !== 'event' && name !== 'error') return;
    const text = this.#text?.end() ?? '';
    if (name === 'error') this.#events.onEvent({ event: name, data: text });
    else if (this.#data === undefined) this.#name = text;
    else this.#laterName = text;
  }

  /** @param mustBeWhole what is cut is no event, as for the SDKs */
  #dispatch(mustBeWhole: boolean): void {
    const [data, words, event] = [this.#data, this.#words, this.#laterName ?? this.#name];
    this.#data = undefined;
    this.#words = undefined;
    this.#endsObject = false;
    this.#name = undefined;
    this.#laterName = undefined;
    if (data !== undefined) this.#emit(event, data, mustBeWhole);
    if (words !== undefined) this.#events.onEvent({ data: words.end(), isBare: true });
  }

  /** Another event begins without a blank line before it. */
  #dispatchNext(): void {
    const next = this.#laterName;
    this.#laterName = undefined;
    this.#dispatch(false);
    this.#name = next;
  }

  #emit(event: string | undefined, value: LongText, mustBeWhole: boolean): void {
    const data = value.end();
    if (mustBeWhole && data.trim() !== '[DONE]' && parseJson(data) === undefined && !isWords(data)) return;
    this.#events.onEvent(event ? { event, data } : { data });
  }
}
