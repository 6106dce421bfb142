import type { Json, JsonObject } from '../../../json/json';

const maxMembers = 8;
const maxChars = 72;

/** A small list or object without others in it as one line; `undefined` for others. */
export function shortForm(value: readonly Json[] | JsonObject): string | undefined {
  const entries = Object.entries(value);
  if (entries.length > maxMembers || entries.some(([, each]) => typeof each === 'object' && each !== null))
    return undefined;
  let length = 0;
  for (const [name, each] of entries) {
    length += name.length + (typeof each === 'string' ? each.length : 8);
    if (length > maxChars) return undefined;
  }
  const parts = entries.map(([name, each]) => (Array.isArray(value) ? '' : `${name}: `) + JSON.stringify(each ?? null));
  return Array.isArray(value) ? `[${parts.join(', ')}]` : `{ ${parts.join(', ')} }`;
}
