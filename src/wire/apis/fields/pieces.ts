import { compact, type JsonRecord } from '../../../json/json-record';
import type { Folder } from '../api';
import type { Growth } from './growth';
import { append, assign, isDone, type Writable } from './stream';

/** Folds events whose fields of these names are pieces of a text or of a list; all others are what is known last. */
export const foldPieces =
  (names: readonly string[], isEnd: (fields: JsonRecord) => boolean = () => false) =>
  (growth: Growth): Folder => {
    const body: Writable = {};
    let isOver = false;
    return {
      push(event, fields) {
        isOver ||= isDone(event) || isEnd(fields);
        const pieces = Object.fromEntries(names.map((name) => [name, fields[name]]));
        append(body, compact(pieces), growth);
        assign(
          body,
          compact(Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)))),
          growth,
        );
      },
      result: () => ({ body, complete: isOver }),
    };
  };
