import { memorySizeOf } from '../json/memory-size';
import type { LogEvent, ReadableSpan } from '../mapping/span/span-view';

/** The length of the texts that a span and its log events hold: most of their memory, and about as much as their record. */
export function estimateSize(span: ReadableSpan, logs: readonly LogEvent[]): number {
  try {
    let length = textsIn(span.attributes);
    for (const { name, attributes } of span.events) length += name.length + textsIn(attributes);
    for (const log of logs) length += memorySizeOf([log.attributes, log.body], maxValues);
    return length + (span.status.message?.length ?? 0);
  } catch {
    return 0; // a span that cannot be read; what becomes of it is decided where it is mapped
  }
}

/** Of what has more, it is enough to know that it is large. */
const maxValues = 20_000;

function textsIn(attributes: Readonly<Record<string, unknown>> | undefined): number {
  let length = 0;
  for (const key in attributes) {
    const value = attributes[key];
    length += key.length;
    if (typeof value === 'string') length += value.length;
    else if (typeof value === 'object' && value !== null) length += plainBytes(value) ?? memorySizeOf(value, maxValues);
  }
  return length;
}

/** Lists of finish reasons and the like. */
const maxPlainItems = 16;

function plainBytes(value: object): number | undefined {
  if (!Array.isArray(value) || value.length > maxPlainItems) return undefined;
  let length = 0;
  for (const item of value as readonly unknown[]) {
    if (typeof item === 'object' && item !== null) return undefined;
    length += typeof item === 'string' ? item.length : 8;
  }
  return length;
}
