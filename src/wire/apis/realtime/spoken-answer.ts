import { asList, asNumber, asRecord, asText, type JsonRecord } from '../../../json/json-record';
import type { SocketCall } from '../../sockets/socket-calls';
import { StreamedMedia } from '../fields/streamed-media';

/** Sound of an answer, and the event that began it. */
interface Sound {
  readonly media: StreamedMedia;
  readonly place: JsonRecord;
}

/** The pieces of sound in an answer: they become their digest, and all else of the answer passes. */
export class SpokenAnswer {
  readonly #sounds = new Map<string, Sound>();

  push(type: string, event: JsonRecord, call: SocketCall): void {
    if (type === 'response.output_audio.delta' || type === 'response.audio.delta') {
      this.#soundAt(event).media.add(event['delta']);
      call.touch();
    } else if (type === 'response.done')
      call.push({ ...event, response: this.#withSounds(asRecord(event['response'])) });
    else call.push(event);
  }

  /** The answer ends without its last event, which would have had its sound. */
  finish(call: SocketCall): void {
    for (const { media, place } of this.#sounds.values()) {
      const part = { type: 'output_audio', audio: media.marker };
      call.push({ ...place, type: 'response.content_part.done', part });
    }
  }

  #soundAt({ item_id, output_index, content_index }: JsonRecord): Sound {
    const key = keyOf(item_id, content_index);
    const sound = this.#sounds.get(key) ?? {
      media: new StreamedMedia(),
      place: { item_id, output_index, content_index },
    };
    this.#sounds.set(key, sound);
    return sound;
  }

  #withSounds(response: JsonRecord = {}): JsonRecord {
    const output = asList(response['output']);
    if (output === undefined || this.#sounds.size === 0) return response;
    return { ...response, output: output.map((item) => this.#withSound(asRecord(item) ?? {})) };
  }

  #withSound(item: JsonRecord): JsonRecord {
    const content = asList(item['content']);
    if (content === undefined) return item;
    const pieces = content.map((piece, index) => {
      const marker = this.#sounds.get(keyOf(item['id'], index))?.media.marker;
      return marker === undefined ? piece : { ...asRecord(piece), audio: marker };
    });
    return { ...item, content: pieces };
  }
}

const keyOf = (id: unknown, index: unknown): string => `${asText(id) ?? ''} ${asNumber(index) ?? 0}`;
