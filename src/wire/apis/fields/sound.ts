import type { JsonRecord } from '../../../json/json-record';
import type { Folder } from '../api';
import type { Growth } from './growth';
import { assign, type Writable } from './stream';
import { StreamedMedia } from './streamed-media';
import { addUsage } from './usage';

/** The events of a stream of sound. */
interface SoundEvents {
  /** The piece in an event, in base64; anything else is none. */
  readonly piece: (event: JsonRecord) => unknown;
  /** Absent where no event is the last. */
  readonly isEnd?: (event: JsonRecord) => boolean;
  /** What else an event says of the whole. */
  readonly about?: (event: JsonRecord) => JsonRecord;
}

/** Folds events with pieces of sound into the file that they make: of it, only the size and the hash are kept. */
export const foldSound =
  ({ piece, isEnd, about = () => ({}) }: SoundEvents) =>
  (growth: Growth): Folder => {
    const body: Writable = {};
    const sound = new StreamedMedia();
    let isOver = false;
    return {
      push(_event, fields) {
        sound.add(piece(fields));
        isOver ||= isEnd?.(fields) === true;
        assign(body, about(fields), growth);
        addUsage(body, fields['usage'], growth);
      },
      result() {
        const content = sound.marker;
        const file = content === undefined ? {} : { file: { type: 'blob', modality: 'audio', content } };
        return { body: { ...body, ...file }, complete: isEnd === undefined ? !sound.isEmpty : isOver };
      },
    };
  };
