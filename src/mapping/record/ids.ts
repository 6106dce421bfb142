import { createHash } from 'node:crypto';

/** RFC 9562's namespace for URLs. */
const urlNamespace = Buffer.from('6ba7b8119dad11d180b400c04fd430c8', 'hex');

const traceIdPattern = /^[0-9a-f]{32}$/;
const spanIdPattern = /^[0-9a-f]{16}$/;
const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/**
 * The id of a span's event, always the same for the same span. It holds the whole span id and the last 58 bits of the trace
 * id, where ids are random by the W3C's rule, around the fixed bits of a UUID of version 4. No hash: this runs for every call.
 */
export function eventId(traceId: string, spanId: string): string {
  if (latest?.traceId !== traceId || latest.spanId !== spanId)
    latest = { traceId, spanId, id: eventIdFor(traceId, spanId) };
  return latest.id;
}

/** It is asked for several times while a span is written. */
let latest: { readonly traceId: string; readonly spanId: string; readonly id: string } | undefined;

function eventIdFor(traceId: string, spanId: string): string {
  const trace = traceId.toLowerCase();
  const span = spanId.toLowerCase();
  if (!traceIdPattern.test(trace) || !spanIdPattern.test(span)) return uuidV5(`${traceId}/${spanId}`);
  const variant = (8 | (Number.parseInt(trace.charAt(17), 16) & 3)).toString(16);
  return (
    `${trace.slice(18, 26)}-${trace.slice(26, 30)}-4${trace.slice(30)}${span.slice(0, 1)}` +
    `-${variant}${span.slice(1, 4)}-${span.slice(4)}`
  );
}

/** Any id as the UUID that HoneyHive wants: itself if it is one, else the version 5 UUID of it. */
export const uuidOf = (name: string): string => (uuidPattern.test(name) ? name.toLowerCase() : uuidV5(name));

function uuidV5(name: string): string {
  const hash = createHash('sha1').update(urlNamespace).update(name).digest();
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = hash.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}
