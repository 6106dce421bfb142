import { createHash, type Hash } from 'node:crypto';
import { asRecord } from '../../../json/json-record';
import { dataUriMarker, mediaMarker, readMediaMarker } from '../../../json/media-marker';

/** Shorter ones stay in the conversation as they are. */
const longestBase64 = 5464;

/** Sound that comes in pieces of base64, of which nothing is kept but its size and its hash. */
export class StreamedMedia {
  #hash: Hash | undefined;
  #bytes = 0;
  /** Of a piece that was so long that its digest came in its place. */
  #digest: string | undefined;
  #pieces = 0;

  get isEmpty(): boolean {
    return this.#pieces === 0;
  }

  add(base64: unknown): void {
    if (typeof base64 !== 'string' || base64 === '') return;
    this.#pieces += 1;
    const marked = readMediaMarker(base64);
    if (marked !== undefined) {
      this.#bytes += marked.bytes;
      this.#digest = marked.sha256;
      return;
    }
    const bytes = Buffer.from(base64, 'base64');
    this.#bytes += bytes.length;
    this.#hash ??= createHash('sha256');
    this.#hash.update(bytes);
  }

  /** What stands for all that came, in the place of its base64. A hash that cannot be known is that of what was hashed. */
  get marker(): string | undefined {
    if (this.isEmpty) return undefined;
    const hash = this.#hash?.copy().digest('hex');
    return mediaMarker({ bytes: this.#bytes, sha256: hash ?? this.#digest ?? '' });
  }
}

/** What stands for media in base64. */
export function markerOf(base64: unknown): string | undefined {
  const media = new StreamedMedia();
  media.add(base64);
  return media.marker;
}

/** A value without its long media, as a conversation keeps it: base64 under `names`, and data URLs. */
export function withoutMedia(value: unknown, names: ReadonlySet<string>, depth = 12): unknown {
  if (typeof value === 'string') return isLong(value) ? withoutDataUrl(value) : value;
  if (depth === 0) return value;
  if (Array.isArray(value)) return value.map((each) => withoutMedia(each, names, depth - 1));
  const record = asRecord(value);
  if (record === undefined) return value;
  return Object.fromEntries(
    Object.entries(record).map(([name, each]) => [
      name,
      names.has(name) && typeof each === 'string' && isLong(each) && base64.test(each.slice(0, 256))
        ? markerOf(each)
        : withoutMedia(each, names, depth - 1),
    ]),
  );
}

const base64 = /^[A-Za-z0-9+/_\r\n-]+$/;
const isLong = (text: string): boolean => text.length > longestBase64;

function withoutDataUrl(text: string): string {
  const head = /^data:[^,]{0,200};base64,/.exec(text.slice(0, 220))?.[0];
  if (head === undefined) return text;
  const bytes = Buffer.from(text.slice(head.length), 'base64');
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return dataUriMarker(head.slice(0, -';base64,'.length), { bytes: bytes.length, sha256 });
}
