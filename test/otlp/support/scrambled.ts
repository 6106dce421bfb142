import { encoded, type Field, type Message, schema } from './schema';
import { content, number } from './wire';

/**
 * Another encoding of the same message that every receiver must read alike: fields in any order, those of unknown numbers among
 * them, numbers and texts written twice, of which the last counts, and single messages in two parts.
 */
export function scrambled(type: string, message: Message, random: () => number): Uint8Array {
  return Buffer.concat(inAnyOrder(fieldsOf(type, message, random), random));
}

interface Encoded {
  readonly field: number;
  readonly bytes: Uint8Array;
}

function fieldsOf(type: string, message: Message, random: () => number): readonly Encoded[] {
  const fields = Object.entries(schema[type] ?? {}).flatMap(([id, field]) => {
    const value = message[field[0]];
    return value === undefined ? [] : fieldOf(type, Number(id), field, value, random);
  });
  return random() < 0.2 ? [...fields, { field: 900, bytes: unknownField(random) }] : fields;
}

function fieldOf(
  type: string,
  id: number,
  [name, of, isRepeated]: Field,
  value: unknown,
  random: () => number,
): readonly Encoded[] {
  const encode = (bytes: Uint8Array): Encoded => ({ field: id, bytes });
  if (schema[of] === undefined) {
    const written = [value, ...(type !== 'AnyValue' && random() < 0.2 ? [earlier(of, value)] : [])].toReversed();
    return written.map((each) => encode(encoded(type, { [name]: each })));
  }
  if (isRepeated) return (value as readonly Message[]).map((each) => encode(content(id, scrambled(of, each, random))));
  const fields = inAnyOrder(fieldsOf(of, value as Message, random), random);
  const cut = Math.floor(random() * (fields.length + 1));
  return random() < 0.5
    ? [encode(content(id, ...fields))]
    : [encode(content(id, ...fields.slice(0, cut))), encode(content(id, ...fields.slice(cut)))];
}

function earlier(type: string, value: unknown): unknown {
  if (type === 'bytes') return Buffer.alloc((value as Buffer).length);
  return type === 'string' ? 'earlier' : 1;
}

/** Those of one number stay in their order, which is that of a list. */
function inAnyOrder(fields: readonly Encoded[], random: () => number): readonly Uint8Array[] {
  const places = fields.map(({ field }) => ({ field, at: random() })).toSorted((one, other) => one.at - other.at);
  const left = new Map<number, Uint8Array[]>();
  for (const { field, bytes } of fields) left.set(field, [...(left.get(field) ?? []), bytes]);
  return places.map(({ field }) => left.get(field)?.shift() ?? Buffer.alloc(0));
}

const unknownField = (random: () => number): Uint8Array =>
  random() < 0.5 ? content(900 + Math.floor(random() * 1e5), 'unknown') : number(2 ** 29 - 1, 2n ** 64n - 1n);
