import { asText, compact, type JsonRecord } from '../../../json/json-record';
import type { Folder } from '../api';
import type { Growth } from '../fields/growth';
import { assign, type Writable } from '../fields/stream';

/** A part of the answer while its pieces arrive. */
interface Piece {
  readonly fields: Writable;
  /** Where its texts go. */
  readonly field: 'text' | 'input';
}

/** Folds the parts of a stream of the AI SDK into the result that it would have been without streaming. */
export function foldParts(growth: Growth): Folder {
  const body: Writable = {};
  const pieces: Piece[] = [];
  const open = new Map<unknown, Piece>();
  let isComplete = false;

  const start = (key: unknown, fields: JsonRecord, field: Piece['field']): void => {
    if (!growth.takes(fields)) return;
    const piece: Piece = { fields: { ...fields }, field };
    open.set(key, piece);
    pieces.push(piece);
  };
  const add = (key: unknown, delta: unknown, others: JsonRecord): void => {
    const piece = open.get(key);
    if (piece === undefined) return;
    const { fields, field } = piece;
    fields[field] = growth.joined(asText(fields[field]) ?? '', asText(delta) ?? '');
    assign(fields, compact(others), growth);
  };

  return {
    push(_event, { type, ...fields }) {
      const { id, delta, ...others } = fields;
      const [, kind, stage] = /^(text|reasoning|tool-input)-(start|delta|end)$/.exec(String(type)) ?? [];
      const key = `${kind === 'tool-input' ? 'tool' : kind} ${String(id)}`;
      if (stage === 'start') {
        if (kind === 'tool-input') start(key, { type: 'tool-call', toolCallId: id, ...others }, 'input');
        else start(key, { type: kind, text: '', ...others }, 'text');
      } else if (stage !== undefined) add(key, delta, others);
      else if (type === 'tool-call') addWhole(`tool ${String(fields['toolCallId'])}`, { type, ...fields });
      else if (type === 'finish' || type === 'stream-start') assign(body, fields, growth);
      else if (type === 'response-metadata') assign(body, { response: fields }, growth);
      else if (typeof type === 'string' && !unread.has(type)) start(undefined, { type, ...fields }, 'text');
      isComplete ||= type === 'finish';
    },
    result: () => ({ body: { ...body, content: pieces.map(({ fields }) => fields) }, complete: isComplete }),
  };

  /** A call comes whole after its pieces. */
  function addWhole(key: string, call: JsonRecord): void {
    const known = open.get(key);
    if (known === undefined) start(key, call, 'input');
    else if (growth.replaces(known.fields, call)) Object.assign(known.fields, call);
  }
}

/** What keeps a connection alive, what the model's provider has sent, of which all else is made, and an error, which was taken out. */
const unread: ReadonlySet<string> = new Set(['ping', 'raw', 'error']);
