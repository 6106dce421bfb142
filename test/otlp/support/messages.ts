import fc from 'fast-check';
import type { PlainSpan } from './plain-span';
import type { Message } from './schema';

/* Messages as protobufjs takes them and OTLP's JSON has them but for the bytes, and what should be read from them. */

export const words = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom('gen_ai.system', '__proto__', 'constructor', '1023', '0', '', 'é'),
);
export const uint32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
export const time = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String);
export const idOf = (length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((id) => Buffer.from(id));
export const some = <T>(values: { [Name in keyof T]: fc.Arbitrary<T[Name]> }) =>
  fc.record(values, { requiredKeys: [] });

export const anyValue = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constant({}),
    words.map((stringValue) => ({ stringValue })),
    fc.boolean().map((boolValue) => ({ boolValue })),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value) => ({ intValue: String(value) })),
    fc.maxSafeInteger().map((value) => ({ intValue: String(value) })),
    fc.double().map((doubleValue) => ({ doubleValue })),
    fc.uint8Array({ maxLength: 8 }).map((value) => ({ bytesValue: Buffer.from(value) })),
    fc.array(tie('value'), { maxLength: 4 }).map((values) => ({ arrayValue: { values } })),
    fc.array(tie('member'), { maxLength: 4 }).map((values) => ({ kvlistValue: { values } })),
  ),
  member: some({ key: words, value: tie('value') }),
}));

export const attributes = fc.array(anyValue.member as fc.Arbitrary<Message>, { maxLength: 6 });
const link = some({
  traceId: idOf(16),
  spanId: idOf(8),
  traceState: words,
  attributes,
  droppedAttributesCount: uint32,
  flags: uint32,
});
const event = some({ timeUnixNano: time, name: words, attributes, droppedAttributesCount: uint32 });
const span = some({
  traceId: idOf(16),
  spanId: idOf(8),
  traceState: words,
  parentSpanId: fc.oneof(idOf(8), fc.constant(Buffer.alloc(8))),
  name: words,
  kind: fc.oneof(fc.integer({ min: 0, max: 5 }), fc.constantFrom(6, 2 ** 31 - 1)),
  startTimeUnixNano: time,
  endTimeUnixNano: time,
  attributes,
  droppedAttributesCount: uint32,
  events: fc.array(event, { maxLength: 3 }),
  droppedEventsCount: uint32,
  links: fc.array(link, { maxLength: 3 }),
  droppedLinksCount: uint32,
  status: some({ message: words, code: fc.constantFrom(0, 1, 2) }),
  flags: uint32,
});

export const request: fc.Arbitrary<Message> = some({
  resourceSpans: fc.array(
    some({
      resource: some({ attributes, droppedAttributesCount: uint32 }),
      scopeSpans: fc.array(
        some({
          scope: some({ name: words, version: words, attributes }),
          spans: fc.array(span, { maxLength: 3 }),
          schemaUrl: words,
        }),
        { maxLength: 3 },
      ),
      schemaUrl: words,
    }),
    { maxLength: 3 },
  ),
});

export const listIn = (message: Message | undefined, name: string): readonly Message[] =>
  (message?.[name] ?? []) as readonly Message[];
export const textIn = (message: Message | undefined, name: string): string => (message?.[name] ?? '') as string;
const numberIn = (message: Message, name: string): number => (message[name] ?? 0) as number;
export const hexIn = (message: Message, name: string): string =>
  ((message[name] ?? Buffer.alloc(0)) as Buffer).toString('hex');

/** The spans that a receiver should read, written without regard to speed, with BigInt. */
export const spansIn = (message: Message): readonly PlainSpan[] =>
  listIn(message, 'resourceSpans').flatMap((resourceSpans) => {
    const resource = attributesIn(listIn(resourceSpans['resource'] as Message | undefined, 'attributes'));
    return listIn(resourceSpans, 'scopeSpans').flatMap((scopeSpans) => {
      const scope = scopeSpans['scope'] as Message | undefined;
      const named = { name: textIn(scope, 'name'), version: textIn(scope, 'version') || undefined };
      return listIn(scopeSpans, 'spans').map((each) => ({ ...spanIn(each), resource, scope: named }));
    });
  });

function spanIn(message: Message): Omit<PlainSpan, 'resource' | 'scope'> {
  const [traceId, parent, flags] = [
    hexIn(message, 'traceId'),
    hexIn(message, 'parentSpanId'),
    numberIn(message, 'flags'),
  ];
  const [start, end] = [nanosIn(message, 'startTimeUnixNano'), nanosIn(message, 'endTimeUnixNano')];
  const kind = numberIn(message, 'kind');
  const status = (message['status'] ?? {}) as Message;
  const isRoot = /^0*$/.test(parent);
  return {
    name: textIn(message, 'name'),
    kind: kind >= 1 && kind <= 5 ? kind - 1 : 0,
    context: { traceId, spanId: hexIn(message, 'spanId'), traceFlags: (flags % 256) | 1 },
    parent: isRoot ? undefined : contextOf(traceId, parent, flags, 1),
    parentSpanId: isRoot ? undefined : parent,
    startTime: hrTimeOf(start),
    endTime: hrTimeOf(end),
    duration: hrTimeOf(end > start ? end - start : 0n),
    ended: true,
    status: { code: numberIn(status, 'code'), message: textIn(status, 'message') || undefined },
    attributes: attributesIn(listIn(message, 'attributes')),
    droppedAttributesCount: numberIn(message, 'droppedAttributesCount'),
    events: listIn(message, 'events').map((each) => ({
      name: textIn(each, 'name'),
      time: hrTimeOf(nanosIn(each, 'timeUnixNano')),
      attributes: attributesIn(listIn(each, 'attributes')),
      droppedAttributesCount: numberIn(each, 'droppedAttributesCount'),
    })),
    droppedEventsCount: numberIn(message, 'droppedEventsCount'),
    links: listIn(message, 'links').map((each) => ({
      context: contextOf(hexIn(each, 'traceId'), hexIn(each, 'spanId'), numberIn(each, 'flags')),
      attributes: attributesIn(listIn(each, 'attributes')),
      droppedAttributesCount: numberIn(each, 'droppedAttributesCount'),
    })),
    droppedLinksCount: numberIn(message, 'droppedLinksCount'),
  };
}

export const nanosIn = (message: Message, name: string): bigint => BigInt((message[name] ?? 0) as string);

export const hrTimeOf = (nanos: bigint) => [Number(nanos / 10n ** 9n), Number(nanos % 10n ** 9n)] as const;

const contextOf = (traceId: string, spanId: string, flags: number, least = 0) => {
  const isKnown = Math.floor(flags / 256) % 2 === 1;
  const isRemote = Math.floor(flags / 512) % 2 === 1;
  return { traceId, spanId, traceFlags: (flags % 256) | least, isRemote: isKnown ? isRemote : undefined };
};

export const attributesIn = (members: readonly Message[]): Readonly<Record<string, unknown>> =>
  Object.fromEntries(members.map((each) => [textIn(each, 'key'), valueIn(each['value'] as Message | undefined)]));

export function valueIn(message: Message = {}): unknown {
  const [[type, value] = []] = Object.entries(message);
  if (type === undefined) return null;
  if (type === 'arrayValue') return listIn(value as Message, 'values').map((each) => valueIn(each));
  if (type === 'kvlistValue') return attributesIn(listIn(value as Message, 'values'));
  if (type === 'bytesValue') return new Uint8Array(value as Buffer);
  if (type !== 'intValue') return value;
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}
