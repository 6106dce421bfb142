import type { EncodedRecord } from './record';

/** The JSON around the records of a body: `model_events` on the legacy route, `events` on its successor. */
export interface Envelope {
  readonly head: Buffer;
  readonly tail: Buffer;
}

export const envelope = (head: string, tail: string): Envelope => ({
  head: Buffer.from(head),
  tail: Buffer.from(tail),
});

export const modelEvents: Envelope = envelope('{"model_events":[', ']}');
export const v1Events: Envelope = envelope('{"events":[', ']}');

/** A body ready to be sent. Its pieces are written to the socket one after the other, and never copied into one. */
export interface Batch {
  /** The `event_id` of every record, in order. */
  readonly ids: readonly string[];
  readonly body: readonly Buffer[];
  /** Length of the whole body. */
  readonly bytes: number;
}

export interface BatchLimits {
  readonly maxRecords: number;
  /** Of the whole body, envelope and commas included. */
  readonly maxBytes: number;
}

/** A record, as far as a body is concerned. */
export type Encoded = Pick<EncodedRecord, 'id' | 'bytes'>;

const comma = Buffer.from(',');

/** Length of a body of so many records with so many bytes in total. */
export const bodyBytes = (around: Envelope, records: number, recordBytes: number): number =>
  around.head.length + around.tail.length + recordBytes + Math.max(0, records - 1);

/** How many records from the head of a queue fit in one body. At least one: a record that is too long is sent alone. */
export function fitting(queue: readonly Encoded[], limits: BatchLimits, around: Envelope): number {
  let recordBytes = 0;
  let count = 0;
  for (const { bytes } of queue) {
    recordBytes += bytes.length;
    const fits = count < limits.maxRecords && bodyBytes(around, count + 1, recordBytes) <= limits.maxBytes;
    if (!fits && count > 0) break;
    count += 1;
  }
  return count;
}

export function toBatch(records: readonly Encoded[], around: Envelope): Batch {
  const body = [around.head];
  for (const [index, { bytes }] of records.entries()) {
    const before = body.at(-1);
    const joined = index === 0 || before === undefined ? undefined : withNeighbour(before, bytes);
    if (joined !== undefined) body[body.length - 1] = joined;
    else body.push(...(index > 0 ? [comma, bytes] : [bytes]));
  }
  body.push(around.tail);
  return { ids: records.map(({ id }) => id), body, bytes: body.reduce((sum, piece) => sum + piece.length, 0) };
}

/** Both as one piece, if they lie side by side in memory with a comma between. */
function withNeighbour(piece: Buffer, next: Buffer): Buffer | undefined {
  if (piece.buffer !== next.buffer || piece.byteOffset + piece.length + 1 !== next.byteOffset) return undefined;
  const both = Buffer.from(piece.buffer, piece.byteOffset, piece.length + 1 + next.length);
  return both[piece.length] === comma[0] ? both : undefined;
}

export function halves<T>(list: readonly T[]): [T[], T[]] {
  const middle = Math.ceil(list.length / 2);
  return [list.slice(0, middle), list.slice(middle)];
}
