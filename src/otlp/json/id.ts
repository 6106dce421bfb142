import { MalformedOtlp } from '../malformed-otlp';
import { isBase64 } from './base64';
import { type Members, textOf } from './members';

/**
 * An id in lower-case hex; empty if the sender has none. OTLP asks for hex. Exporters that print protobuf with its own mapping to
 * JSON write base64 (Dart, Zig, Go's protojson), and Swift's wrote the base64 of the hex.
 * @param length in bytes
 */
export function idOf(members: Members, name: string, protoName: string, length: number): string {
  const text = textOf(members, name, protoName);
  if (text === '' || isHex(text, length)) return text.toLowerCase();
  if (text.length <= 3 * length && isBase64(text)) {
    const bytes = Buffer.from(text, 'base64');
    if (bytes.length === length) return bytes.toString('hex');
    const inside = bytes.toString('latin1');
    if (isHex(inside, length)) return inside.toLowerCase();
  }
  throw new MalformedOtlp(`no id of ${length} bytes in hex`, name);
}

const isHex = (text: string, length: number): boolean => text.length === 2 * length && /^[\da-f]+$/i.test(text);

export const traceIdOf = (members: Members): string => idOf(members, 'traceId', 'trace_id', 16);

export const spanIdOf = (members: Members): string => idOf(members, 'spanId', 'span_id', 8);
