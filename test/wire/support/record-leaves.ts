import type { CreateModelEvent } from '../../../src/mapping/record/model-event';

/** A record with what it quotes or joins as values of their own: JSON in its texts, and the lines of texts. */
export const takenApart = (record: CreateModelEvent): unknown => unquoted(record);

function unquoted(value: unknown): unknown {
  if (typeof value === 'string') {
    const parsed = /^[{[]/.test(value) ? parse(value) : undefined;
    if (parsed !== undefined) return [value, unquoted(parsed)];
    return value.includes('\n') ? [value, ...value.split('\n')] : value;
  }
  if (Array.isArray(value)) return value.map(unquoted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, unquoted(inner)]));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
