import { asText, fieldsOf, type JsonRecord } from '../../../json/json-record';
import { StreamedMedia } from '../fields/streamed-media';
import { camelCased } from '../gemini/content';

/** So much is kept of what was said in one turn. */
const maxChars = 64 * 1024;

/** Sound and pictures that pass in pieces, as their digest, with what was said. */
export class StreamedContent {
  #text = '';
  readonly #media = new Map<string, StreamedMedia>();

  get isEmpty(): boolean {
    return this.#text === '' && this.#media.size === 0;
  }

  say(text: unknown): void {
    if (this.#text.length < maxChars) this.#text += asText(text) ?? '';
  }

  /** @param blob `{mimeType, data}` */
  add(blob: unknown): void {
    const { mimeType, data } = camelCased(blob);
    const type = asText(mimeType) ?? 'audio/pcm';
    const media = this.#media.get(type) ?? new StreamedMedia();
    media.add(data);
    if (!media.isEmpty) this.#media.set(type, media);
  }

  /** What was said, as parts of a content. */
  get parts(): readonly JsonRecord[] {
    return [...(this.#text === '' ? [] : [{ text: this.#text }]), ...this.mediaParts];
  }

  get mediaParts(): readonly JsonRecord[] {
    return [...this.#media].map(([mimeType, media]) => ({ inlineData: { mimeType, data: media.marker } }));
  }
}

/** Whether a part is sound, which comes in so many pieces that they are no parts of their own. */
export const isSound = (part: JsonRecord): boolean =>
  /^audio\//.test(asText(camelCased(camelCased(part)['inlineData'])['mimeType']) ?? '');

export const soundIn = (part: JsonRecord): unknown => fieldsOf(camelCased(part)['inlineData']);
