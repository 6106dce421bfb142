import { memorySizeOf } from '../json/memory-size';
import type { LogEvent, ReadableSpan } from '../mapping/span/span-view';

/** The length of the texts that a span and its log events hold: most of their memory, and about as much as their record. */
export function estimateSize(span: ReadableSpan, logs: readonly LogEvent[]): number {
  try {
    let length = textsIn(span.attributes, memorySizeOf) ?? 0;
    for (const { attributes } of span.events) length += textsIn(attributes, memorySizeOf) ?? 0;
    for (const log of logs) length += memorySizeOf([log.attributes, log.body]);
    return length + messageOf(span);
  } catch {
    return 0; // a span that cannot be read; what becomes of it is decided where it is mapped
  }
}

/** The same where that is soon known: `undefined` for a span with events, or with nested values. */
export function quickEstimate(span: ReadableSpan, logs: readonly LogEvent[]): number | undefined {
  try {
    if (logs.length > 0 || span.events.length > 0) return undefined;
    const length = textsIn(span.attributes, plainBytes);
    return length === undefined ? undefined : length + messageOf(span);
  } catch {
    return 0;
  }
}

const messageOf = ({ status }: ReadableSpan): number => status.message?.length ?? 0;

type Attributes = Readonly<Record<string, unknown>>;

function textsIn(
  attributes: Attributes | undefined,
  weigh: (nested: object) => number | undefined,
): number | undefined {
  let length = 0;
  for (const key in attributes) {
    const value = attributes[key];
    length += key.length;
    if (typeof value === 'string') length += value.length;
    else if (typeof value === 'object' && value !== null) {
      const bytes = weigh(value);
      if (bytes === undefined) return undefined;
      length += bytes;
    }
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
