import type { LogEvent, ReadableSpan } from './mapping/span';

/** The length of the texts that a span and its log events hold: most of their memory, and about as much as their record. */
export function weightOf(span: ReadableSpan, logs: readonly LogEvent[]): number {
  try {
    let length = textsIn(span.attributes);
    for (const event of span.events) if (event.attributes !== undefined) length += textsIn(event.attributes);
    for (const log of logs) length += roughBytes([log.attributes, log.body]);
    return length;
  } catch {
    return 0; // a span that cannot be read; what becomes of it is decided where it is mapped
  }
}

/** By what most attributes are, and by a walk where one is a list or nested. */
function textsIn(attributes: Readonly<Record<string, unknown>>): number {
  let length = 0;
  for (const key in attributes) {
    const value = attributes[key];
    if (typeof value === 'string') length += value.length;
    else if (typeof value === 'object') length += roughBytes(value);
  }
  return length;
}

/** What a value roughly holds in memory. Walks with a list of its own, since bodies may be deep or cyclic. */
export function roughBytes(value: unknown): number {
  const seen = new Set<object>();
  const open: unknown[] = [value];
  let bytes = 0;
  while (open.length > 0) {
    const next = open.pop();
    bytes += 16;
    if (typeof next === 'string') bytes += next.length;
    else if (ArrayBuffer.isView(next)) bytes += next.byteLength;
    else if (typeof next === 'object' && next !== null && !seen.has(next)) {
      seen.add(next);
      for (const inner of Object.values(next)) open.push(inner);
    }
  }
  return bytes;
}
