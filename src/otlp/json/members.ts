import { MalformedOtlp } from '../malformed-otlp';

/** An object of JSON. */
export type Members = Readonly<Record<string, unknown>>;

/** A member by its name in JSON or in the .proto file, of which senders use either; one that is `null` is absent. */
export const member = (members: Members, name: string, protoName = name): unknown =>
  members[name] ?? members[protoName] ?? undefined;

export function textOf(members: Members, name: string, protoName = name): string {
  const value = member(members, name, protoName) ?? '';
  if (typeof value !== 'string') throw new MalformedOtlp('no text', name);
  return value;
}

/** Gives each object of a list to `read`; does nothing if the list is absent. */
export function readEach(members: Members, name: string, read: (item: Members) => void, protoName = name): void {
  const list = member(members, name, protoName) ?? [];
  if (!Array.isArray(list)) throw new MalformedOtlp('no list', name);
  let index = 0;
  try {
    for (; index < list.length; index += 1) read(objectOf(list[index]));
  } catch (error) {
    throw within(`${name}[${index}]`, error);
  }
}

/** What `read` makes of an object; of an empty one, if it is absent. */
export function readObject<T>(members: Members, name: string, read: (object: Members) => T): T {
  const value = member(members, name);
  try {
    return read(value === undefined ? {} : objectOf(value));
  } catch (error) {
    throw within(name, error);
  }
}

/** Of something inside of the member: a path is put together as the error passes, so that what is right does not pay for it. */
export const within = (name: string, error: unknown): unknown =>
  error instanceof MalformedOtlp
    ? new MalformedOtlp(error.what, error.place === itself ? name : `${name}.${error.place}`)
    : error;

/** The place of an error that is about a value as a whole. */
export const itself = '';

export function objectOf(value: unknown): Members {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Members;
  throw new MalformedOtlp('no object', itself);
}
