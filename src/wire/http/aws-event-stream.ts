import { crc32 } from '../../runtime/crc32';

/** One message of AWS's event stream. */
export interface EventStreamMessage {
  /** Those whose value is a text; streams of models use no others. */
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: Buffer;
}

/*
 * A message is a prelude (its length, the length of its headers, a checksum of these two), headers, a payload and a checksum of
 * all that. https://smithy.io/2.0/aws/amazon-eventstream.html
 */
const preludeBytes = 12;
const checksumBytes = 4;

/**
 * The messages of a stream, or of the beginning of one: a message that was cut is left out, and so is a damaged one with all
 * after it. `undefined` if the bytes are no event stream at all.
 */
export function readEventStream(bytes: Buffer): readonly EventStreamMessage[] | undefined {
  const messages: EventStreamMessage[] = [];
  for (let at = 0; at + preludeBytes <= bytes.length; ) {
    const length = lengthAt(bytes, at);
    if (length === undefined) return at === 0 ? undefined : messages;
    const message = bytes.subarray(at, at + length);
    if (message.length < length || !isSound(message)) return messages;
    const headersEnd = preludeBytes + message.readUInt32BE(4);
    messages.push({
      headers: readHeaders(message.subarray(preludeBytes, headersEnd)),
      payload: message.subarray(headersEnd, length - checksumBytes),
    });
    at += length;
  }
  return messages;
}

/** The length of the message that starts there, or `undefined` if none does. */
function lengthAt(bytes: Buffer, at: number): number | undefined {
  const length = bytes.readUInt32BE(at);
  const fits = length >= preludeBytes + bytes.readUInt32BE(at + 4) + checksumBytes;
  return fits && crc32(bytes.subarray(at, at + 8)) === bytes.readUInt32BE(at + 8) ? length : undefined;
}

const isSound = (message: Buffer): boolean =>
  crc32(message.subarray(0, -checksumBytes)) === message.readUInt32BE(message.length - checksumBytes);

const textType = 7;
/** Bytes of a value by its type: two booleans, integers of 1, 2, 4 and 8 bytes, a time, a UUID; -1 where a length precedes it. */
const valueBytes: Readonly<Record<number, number>> = { 0: 0, 1: 0, 2: 1, 3: 2, 4: 4, 5: 8, 6: -1, 7: -1, 8: 8, 9: 16 };

function readHeaders(bytes: Buffer): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (let at = 0; at < bytes.length; ) {
    const nameEnd = at + 1 + bytes.readUInt8(at);
    const name = bytes.toString('utf8', at + 1, nameEnd);
    const type = bytes.readUInt8(nameEnd);
    const fixed = valueBytes[type];
    if (fixed === undefined) break;
    const start = nameEnd + (fixed === -1 ? 3 : 1);
    const end = start + (fixed === -1 ? bytes.readUInt16BE(nameEnd + 1) : fixed);
    if (type === textType) headers[name] = bytes.toString('utf8', start, end);
    at = end;
  }
  return headers;
}
