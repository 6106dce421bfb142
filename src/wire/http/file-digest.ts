import { createHash } from 'node:crypto';
import { mediaMarker } from '../../json/media-marker';
import { modalityOf } from '../apis/fields/media';
import type { Part } from '../exchange';

/** A file that passes: nothing of it is kept but its size and its SHA-256. */
export class FileDigest {
  readonly #hash = createHash('sha256');
  readonly #mimeType: string | undefined;
  readonly #name: string | undefined;
  #bytes = 0;

  /** @param contentType the header's value, with or without parameters */
  constructor(contentType?: string, name?: string) {
    this.#mimeType = contentType?.split(';')[0]?.trim().toLowerCase() || undefined;
    this.#name = name;
  }

  get bytes(): number {
    return this.#bytes;
  }

  write(piece: Uint8Array): void {
    this.#bytes += piece.length;
    this.#hash.update(piece);
  }

  /** The file as a part of a message. */
  end(): Part {
    const mimeType = this.#mimeType === 'application/octet-stream' ? undefined : this.#mimeType;
    return {
      type: 'blob',
      modality: modalityOf(mimeType ?? typeByName(this.#name)),
      ...(mimeType === undefined ? {} : { mime_type: mimeType }),
      ...(this.#name === undefined ? {} : { name: this.#name }),
      content: mediaMarker({ bytes: this.#bytes, sha256: this.#hash.digest('hex') }),
    };
  }
}

/** As far as it says the modality. */
function typeByName(name = ''): string | undefined {
  if (/\.(?:png|jpe?g|gif|webp|bmp|tiff?)$/i.test(name)) return 'image/';
  if (/\.(?:mp3|wav|m4a|ogg|oga|opus|flac|aac|mpga|pcm)$/i.test(name)) return 'audio/';
  return /\.(?:mp4|webm|mov|mpeg|avi|mkv)$/i.test(name) ? 'video/' : undefined;
}
