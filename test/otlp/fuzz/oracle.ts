import { Root } from 'protobufjs';
import { type Field, type Message, schema } from '../support/schema';

/** Fields that the decoder passes over, whatever is in them. */
const unread: Readonly<Record<string, readonly string[]>> = {
  ResourceSpans: ['schemaUrl'],
  ResourceLogs: ['schemaUrl'],
  ScopeSpans: ['schemaUrl'],
  ScopeLogs: ['schemaUrl'],
  Resource: ['droppedAttributesCount'],
  Scope: ['attributes', 'droppedAttributesCount'],
  Span: ['traceState'],
  Link: ['traceState'],
  LogRecord: ['severityNumber', 'severityText', 'droppedAttributesCount', 'flags'],
};

type Fields = readonly (readonly [id: string, field: Field])[];

const fieldsOf = (type: string): Fields =>
  Object.entries(schema[type] ?? {}).filter(([, [name]]) => unread[type]?.includes(name) !== true);

/** Texts are read as bytes: what is no UTF-8 is refused by protobufjs, and replaced by our decoder. */
const declared = (fields: Fields) =>
  Object.fromEntries(
    fields.map(([id, [name, type, rule]]) => [
      name,
      { id: Number(id), type: type === 'string' ? 'bytes' : type, ...(rule === undefined ? {} : { rule }) },
    ]),
  );

const root = Root.fromJSON({
  nested: Object.fromEntries(
    Object.keys(schema).map((type) => {
      const fields = declared(fieldsOf(type));
      return [type, type === 'AnyValue' ? { fields, oneofs: { value: { oneof: Object.keys(fields) } } } : { fields }];
    }),
  ),
});

/** What protobufjs reads of a request, as far as our decoder reads it; `undefined` if it refuses it. */
export function readByOracle(type: 'Request' | 'LogsRequest', bytes: Uint8Array): Message | undefined {
  const found = root.lookupType(type);
  try {
    return withTexts(type, found.toObject(found.decode(bytes), { longs: String }));
  } catch {
    return undefined;
  }
}

function withTexts(type: string, message: Message): Message {
  const fields = new Map(fieldsOf(type).map(([, [name, of]]) => [name, of]));
  return Object.fromEntries(
    Object.entries(message).map(([name, value]) => {
      const of = fields.get(name) ?? '';
      if (of === 'string') return [name, (value as Buffer).toString()];
      if (schema[of] === undefined) return [name, value];
      const nested = (each: unknown): Message => withTexts(of, each as Message);
      return [name, Array.isArray(value) ? value.map(nested) : nested(value)];
    }),
  );
}
