import { isJsonObject, type JsonObject, put, type Writable } from '../json/json';
import { object } from './json';

/** A session that was started before gets the new members of its metadata and of its user's properties, as HoneyHive does it. */
export const startedAgain = (before: JsonObject, again: JsonObject): JsonObject =>
  merged(before, again, ['metadata', 'user_properties']);

/** An event or a session with an update: members are added to its objects, and other fields are set. */
export function updated(before: JsonObject, { event_id: _, ...fields }: JsonObject): JsonObject {
  return merged(before, fields, Object.keys(fields));
}

/** With the named fields of another: of objects, both have their members in it. */
function merged(one: JsonObject, other: JsonObject, names: readonly string[]): JsonObject {
  const result: Writable = { ...one };
  for (const name of names) {
    const value = other[name];
    if (value !== undefined) put(result, name, isJsonObject(value) ? { ...object(one[name]), ...value } : value);
  }
  return result;
}
