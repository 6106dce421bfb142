import type { JsonRecord } from '../../../json/json-record';

/** A number or a truth value that a form or a query has as a text; all else as it is. */
export function typed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(typed);
  if (value === 'true' || value === 'false') return value === 'true';
  return typeof value === 'string' && /^-?\d{1,15}(?:\.\d{1,15})?$/.test(value) ? Number(value) : value;
}

export const typedFields = (fields: JsonRecord): JsonRecord =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, typed(value)]));
