import { memorySizeOf } from '../json/memory-size';
import type { LogEvent, ReadableSpan } from '../mapping/span/span-view';

/** A call of less is mapped and encoded at once, within a slice. */
export const largeChars = 2 ** 18;

/**
 * The length of the texts that a span and its log events hold, and some bytes for each: about as much as their record. JSON of many
 * short values, which takes long for its length, counts as a large call.
 */
export function estimateSize(span: ReadableSpan, logs: readonly LogEvent[]): number {
  try {
    let length = textsIn(span.attributes);
    for (const { name, attributes } of span.events) length += lengthOf(name) + textsIn(attributes);
    for (const log of logs) length += memorySizeOf([log.attributes, log.body], maxValues);
    return length + lengthOf(span.status.message);
  } catch {
    return 0; // a span that cannot be read; what becomes of it is decided where it is mapped
  }
}

/** Apps that do not check types may give anything. */
const lengthOf = (text: unknown): number => (typeof text === 'string' ? text.length : 0);

type Attributes = Readonly<Record<string, unknown>>;

/** Of what has more, it is enough to know that it is large. */
const maxValues = 20_000;
const maxNames = 4000;
/** What one takes beside its texts, in memory and in time. */
const attributeBytes = 32;

function textsIn(attributes: Attributes = {}): number {
  const names = namesIn(attributes);
  const looked = Math.min(names.length, maxNames);
  let length = 0;
  for (let index = 0; index < looked; index += 1) {
    const key = names[index] ?? '';
    const value = attributes[key];
    length += attributeBytes + key.length;
    if (typeof value === 'string') length += isDense(value) ? Math.max(value.length, largeChars) : value.length;
    else if (typeof value === 'object' && value !== null) length += plainBytes(value) ?? memorySizeOf(value, maxValues);
  }
  return looked === names.length ? length : length * (names.length / looked);
}

const denseChars = 32_768;
const samples = { count: 16, chars: 64, tokens: 192 };
const token = /["{}[\]:,]/g;

/** Whether a text that is long looks like JSON of short values, in some places. */
function isDense(text: string): boolean {
  if (text.length < denseChars) return false;
  const apart = Math.floor(text.length / samples.count);
  let tokens = 0;
  for (let at = 0; at < text.length; at += apart) {
    tokens += text.slice(at, at + samples.chars).match(token)?.length ?? 0;
  }
  return tokens > samples.tokens;
}

/** Listing a hundred thousand names takes as long as a few slices, so it is done once. */
export function namesIn(attributes: Attributes): readonly string[] {
  const known = manyNames.get(attributes);
  if (known !== undefined) return known;
  const names = Object.keys(attributes);
  if (names.length > maxNames) manyNames.set(attributes, names);
  return names;
}
const manyNames = new WeakMap<Attributes, readonly string[]>();

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
