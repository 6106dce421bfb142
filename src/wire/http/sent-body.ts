import { asRecord, type JsonRecord, recoverJson } from '../../json/json-record';
import { type Thinned, thinned } from '../../json/thinned-json';
import { boundedBody, knownMembers } from '../bounded-body';
import { DecodedText } from './decoded-text';
import { FileDigest } from './file-digest';
import type { Bounds } from './long-text';
import { Multipart } from './multipart';

export interface SentBody {
  /** As far as it is an object: JSON, or a form. A file, or a list, is the one field of an object: {@link sentFile}, `list`. */
  readonly body: JsonRecord | undefined;
  readonly isEmpty: boolean;
  /** About what it takes. */
  readonly bytes: number;
  readonly isCut: boolean;
}

/** The name of a file that is a whole body. */
export const sentFile = 'file';

/** The body of a request while it passes. */
export interface Sent {
  write(piece: Buffer): void;
  /** Yields where it may be interrupted. */
  end(): Generator<boolean, SentBody>;
  /** About how many bytes are kept. */
  readonly kept: number;
}

/** How a body is read that begins so, whatever its header says of it. */
export function sentAs(beginning: Buffer, contentType: string | undefined, bounds: Bounds): Sent {
  const start = beginning.toString('latin1', 0, 80);
  const boundary =
    /^multipart\/.*boundary="?([^";]+)/i.exec(contentType ?? '')?.[1] ?? /^--([^\r\n]{1,70})\r\n/.exec(start)?.[1];
  if (boundary !== undefined) return new SentForm(boundary);
  const isText = /^(?:\xef\xbb\xbf)?\s*[[{"]/.test(start) || !mayBeFile.test(contentType ?? 'audio/');
  return isText ? new SentJson(bounds) : new SentBytes(contentType);
}

const mayBeFile = /^(?:audio|video|image)\/|^application\/(?:octet-stream|pdf|ogg)|^deepgram/i;

export const nothingSent: SentBody = { body: undefined, isEmpty: true, bytes: 0, isCut: false };

class SentJson implements Sent {
  readonly #text: DecodedText;

  constructor(bounds: Bounds) {
    this.#text = new DecodedText(bounds);
  }

  get kept(): number {
    return this.#text.kept;
  }

  write(piece: Buffer): void {
    this.#text.write(piece);
  }

  *end(): Generator<boolean, SentBody> {
    this.#text.close();
    yield true;
    const { text, isCut: isThinned } = yield* readThinned(this.#text.end());
    const value = recoverJson(text);
    const sent = Array.isArray(value) ? { list: value } : asRecord(value);
    yield true;
    const { body, isCut } = sent === undefined ? { body: sent, isCut: false } : boundedBody(sent);
    return { body, isEmpty: false, bytes: text.length, isCut: this.#text.isCut || isCut || isThinned };
  }
}

class SentForm implements Sent {
  readonly #form: Multipart;

  constructor(boundary: string) {
    this.#form = new Multipart(boundary);
  }

  get kept(): number {
    return this.#form.kept;
  }

  write(piece: Buffer): void {
    this.#form.write(piece);
  }

  *end(): Generator<boolean, SentBody> {
    yield true;
    return { body: this.#form.end(), isEmpty: false, bytes: this.#form.kept, isCut: this.#form.isCut };
  }
}

class SentBytes implements Sent {
  readonly kept = 0;
  readonly #file: FileDigest;

  constructor(contentType: string | undefined) {
    this.#file = new FileDigest(contentType);
  }

  write(piece: Buffer): void {
    this.#file.write(piece);
  }

  *end(): Generator<boolean, SentBody> {
    yield true;
    return { body: { [sentFile]: this.#file.end() }, isEmpty: false, bytes: 0, isCut: false };
  }
}

function* readThinned(text: string): Generator<boolean, Thinned> {
  const steps = thinned(text, knownMembers);
  for (;;) {
    yield true;
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}
