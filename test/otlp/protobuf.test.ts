import { MalformedOtlp, type OtlpSpan, spansOfProtobuf } from '../../src/otlp';
import { collectGarbage } from '../support/garbage';
import { attribute, content, fixed64, inLists, inScope, number, requestOf, tag, varint } from './support/wire';

function only(bytes: Uint8Array): OtlpSpan {
  const [span, ...others] = spansOfProtobuf(bytes);
  if (span === undefined || others.length > 0) throw new Error(`${others.length + 1} spans`);
  return span;
}

const valueIn = (...valueFields: readonly Uint8Array[]): unknown =>
  only(requestOf(attribute(...valueFields))).attributes['a'];

describe('a value', () => {
  const double = (value: number): Buffer => {
    const bytes = Buffer.alloc(9);
    bytes.writeDoubleLE(value, 1);
    bytes[0] = 4 * 8 + 1;
    return bytes;
  };
  const member = (key: string, ...value: readonly Uint8Array[]) => content(1, content(1, key), content(2, ...value));

  test.each<[string, readonly Uint8Array[], unknown]>([
    ['of no type is null', [], null],
    ['that is text', [content(1, 'é 😀')], 'é 😀'],
    ['that is empty text', [content(1)], ''],
    ['that is true', [number(2, 1)], true],
    ['that is false', [number(2, 0)], false],
    ['that is a whole number', [number(3, 12)], 12],
    ['that is a negative number', [number(3, -12)], -12],
    ['that is the largest number that is safe', [number(3, Number.MAX_SAFE_INTEGER)], Number.MAX_SAFE_INTEGER],
    ['that is the least number that is safe', [number(3, Number.MIN_SAFE_INTEGER)], Number.MIN_SAFE_INTEGER],
    ['that no number holds has its digits', [number(3, 2n ** 53n)], '9007199254740992'],
    ['that no negative number holds has its digits', [number(3, -(2n ** 53n))], '-9007199254740992'],
    ['that is the largest of 64 bits has its digits', [number(3, 2n ** 63n - 1n)], '9223372036854775807'],
    ['that is the least of 64 bits has its digits', [number(3, -(2n ** 63n))], '-9223372036854775808'],
    ['that is a fraction', [double(0.5)], 0.5],
    ['that is infinite', [double(Number.NEGATIVE_INFINITY)], Number.NEGATIVE_INFINITY],
    ['that is no number', [double(Number.NaN)], Number.NaN],
    ['that is bytes', [content(7, Buffer.from([0, 255]))], new Uint8Array([0, 255])],
    ['that is an empty list', [content(5)], []],
    [
      'that is a list of several types',
      [content(5, content(1, content(1, 'x')), content(1), content(1, number(3, 1)))],
      ['x', null, 1],
    ],
    ['that is an object', [content(6, member('x', number(3, 1)), member('y', content(5)))], { x: 1, y: [] }],
    ['that has a key without a value', [content(6, content(1, content(1, 'x')))], { x: null }],
    ['that has a value without a key', [content(6, content(1, content(2, number(3, 1))))], { '': 1 }],
    ['of two types has the last', [content(1, 'x'), number(3, 1)], 1],
    [
      'that is a list in two parts',
      [content(5, content(1, number(3, 1))), content(5, content(1, number(3, 2)))],
      [1, 2],
    ],
    [
      'that is an object in two parts',
      [content(6, member('x', number(3, 1))), content(6, member('y', number(3, 2)))],
      { x: 1, y: 2 },
    ],
    ['that is a list and then an object', [content(5), content(6, member('x'))], { x: null }],
    ['that is bytes and then an object', [content(7, 'b'), content(6, member('x'))], { x: null }],
    ['of a type that is not known is null', [number(8, 1)], null],
  ])('%s', (_rule, fields, expected) => {
    expect(valueIn(...fields)).toEqual(expected);
  });

  test('in two parts is one', () => {
    const part = (value: number) => content(2, content(5, content(1, number(3, value))));
    expect(only(requestOf(content(9, part(1), content(1, 'a'), part(2)))).attributes).toEqual({ a: [1, 2] });
  });

  test('of the key __proto__ or of a number is an own member of what is a plain object otherwise', () => {
    const { attributes } = only(
      requestOf(
        content(9, content(1, '__proto__'), content(2, content(6, member('__proto__', content(1, 'x'))))),
        content(9, content(1, '1023'), content(2, number(3, 1))),
        content(9, content(1, '1023'), content(2, number(3, 2))),
      ),
    );
    expect(JSON.stringify(attributes)).toBe('{"1023":2,"__proto__":{"__proto__":"x"}}');
    expect(Object.getPrototypeOf(attributes)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  test('may stand in 64 lists and no more', () => {
    expect(JSON.stringify(valueIn(inLists(64)))).toBe(`${'['.repeat(64)}true${']'.repeat(64)}`);
    expect(() => valueIn(inLists(65))).toThrow(/a value in more than 64 lists and objects at byte \d+/);
    expect(() => valueIn(inLists(20_000))).toThrow(MalformedOtlp);
  });

  test('of bytes that are no UTF-8 has U+FFFD in their place; a byte order mark stays', () => {
    expect(valueIn(content(1, Buffer.from([0x61, 0xff, 0xc3, 0x62, 0xed, 0xa0, 0x80])))).toBe(
      'a\ufffd\ufffdb\ufffd\ufffd\ufffd',
    );
    expect(valueIn(content(1, '\ufeffa'))).toBe('\ufeffa');
  });

  test('does not refer to the bytes of the request', () => {
    const request = requestOf(attribute(content(7, 'bytes')));
    const { attributes } = only(request);
    request.fill(0);
    expect(attributes['a']).toEqual(new Uint8Array(Buffer.from('bytes')));
  });
});

describe('a span', () => {
  test('of no fields is one', () => {
    const span = only(requestOf());
    expect(span.spanContext()).toEqual({ traceId: '', spanId: '', traceFlags: 1 });
    expect(span).toMatchObject({ name: '', kind: 0, startTime: [0, 0], duration: [0, 0], status: { code: 0 } });
    expect(span.parentSpanId).toBeUndefined();
    expect(span.parentSpanContext).toBeUndefined();
  });

  test('has the kind that the API has', () => {
    const kinds = [0, 1, 2, 3, 4, 5, 6, -1].map((kind) => only(requestOf(number(6, kind))).kind);
    expect(kinds).toEqual([0, 0, 1, 2, 3, 4, 0, 0]);
  });

  test('whose parent is all zeros is a root', () => {
    expect(only(requestOf(content(4, Buffer.alloc(8)))).parentSpanId).toBeUndefined();
  });

  test('has exact times', () => {
    const times = [0n, 999_999_999n, 1_764_500_000_123_456_789n, 2n ** 63n, 2n ** 64n - 1n];
    const read = times.map((time) => only(requestOf(fixed64(7, time))).startTime);
    expect(read.map(([seconds, nanos]) => BigInt(seconds) * 10n ** 9n + BigInt(nanos))).toEqual(times);
    expect(read.every(([, nanos]) => nanos < 1e9)).toBe(true);
  });

  test('is sampled, though the exporter for Python does not say so, and knows whether its parent is remote if that is said', () => {
    const flags = (value: number) => Buffer.concat([tag(16, 5), Buffer.from(Uint32Array.of(value).buffer)]);
    const context = (value: number) => {
      const span = only(requestOf(content(4, Buffer.alloc(8, 1)), flags(value)));
      return [span.spanContext().traceFlags, span.parentSpanContext?.isRemote];
    };
    expect([0, 0x100, 0x301, 0x303].map(context)).toEqual([
      [1, undefined],
      [1, false],
      [1, true],
      [3, true],
    ]);
  });

  test('refers to the resource and the scope, though they are written behind it', () => {
    const resource = (key: string) => content(1, content(1, content(1, key)));
    const scope = (...fields: readonly Uint8Array[]) => content(1, ...fields);
    const scopeSpans = content(2, content(2), scope(content(1, 'openai')), content(2), scope(content(2, '1.0')));
    const [one, other] = spansOfProtobuf(content(1, resource('a'), scopeSpans, resource('b')));
    expect(one?.resource).toEqual({ attributes: { a: null, b: null } });
    expect(one?.instrumentationScope).toEqual({ name: 'openai', version: '1.0' });
    expect(other?.resource).toBe(one?.resource);
    expect(other?.instrumentationScope).toBe(one?.instrumentationScope);
  });

  test('has a status in two parts', () => {
    const status = (...fields: readonly Uint8Array[]) => content(15, ...fields);
    expect(only(requestOf(status(content(2, 'why')), status(number(3, 2)))).status).toEqual({
      code: 2,
      message: 'why',
    });
  });

  test('has the last of what is there twice', () => {
    expect(only(requestOf(content(5, 'first'), content(5, 'second'))).name).toBe('second');
  });

  test('may have fields that are not known, of every wire type', () => {
    const unknown = [
      number(99, 2n ** 64n - 1n),
      fixed64(99, 1n),
      content(99, 'x'),
      Buffer.concat([tag(99, 5), Buffer.alloc(4)]),
    ];
    expect(only(requestOf(...unknown, content(5, 'name'))).name).toBe('name');
  });

  test('may be written with numbers that are longer than need be', () => {
    const name = Buffer.concat([Buffer.from([0xaa, 0x80, 0x00, 0x84, 0x80, 0x80, 0x00]), Buffer.from('name')]);
    expect(only(requestOf(name)).name).toBe('name');
  });
});

describe('what is no request is refused, with the byte where it goes wrong:', () => {
  const span = (bytes: readonly number[]) => requestOf(Buffer.from(bytes));
  const first = requestOf(Buffer.alloc(1)).length - 1;

  test.each<[string, Uint8Array, string]>([
    ['a number that is cut off', span([0x30, 0x80]), `a varint that is cut off at byte ${first}`],
    ['a field without a value', span([0x30]), `a varint that is cut off at byte ${first}`],
    ['a field that is cut off', span([0x80]), `a varint that is cut off at byte ${first}`],
    ['a time that is cut off', span([0x39, 1, 2, 3]), `a number that is cut off at byte ${first}`],
    ['an unknown field that is cut off', span([0x9d, 0x06, 1]), `a number that is cut off at byte ${first}`],
    ['a text that is cut off', span([0x2a, 5, 0x61]), `a length of 5 bytes, of which 1 are there, at byte ${first}`],
    [
      'a length beyond all bounds',
      span([0x2a, 0xff, 0xff, 0xff, 0xff, 0x7f]),
      `a length of 34359738367 bytes, of which 0 are there, at byte ${first}`,
    ],
    ['a length of 64 bits', Buffer.concat([tag(1, 2), varint(-1)]), 'a field or length of more than 5 bytes at byte 0'],
    [
      'a number of more than ten bytes',
      span([0x30, ...Array(10).fill(0x80), 0]),
      `a varint of more than 64 bits at byte ${first}`,
    ],
    ['a number of 65 bits', span([0x30, ...Array(9).fill(0xff), 2]), `a varint of more than 64 bits at byte ${first}`],
    [
      'a number of a field in more bytes than it has',
      span([0x80, 0x80, 0x80, 0x80, 0x80, 0x01]),
      `a field or length of more than 5 bytes at byte ${first}`,
    ],
    ['a field 0', span([0x02, 0]), `an impossible number of a field at byte ${first}`],
    ['a field beyond the last', span([...varint(2n ** 32n), 0]), `an impossible number of a field at byte ${first}`],
    ['a group', span([0x9b, 0x06, 0x9c, 0x06]), `a field of wire type 3 at byte ${first}`],
    ['the end of a group', span([0x9c, 0x06]), `a field of wire type 4 at byte ${first}`],
    ['a wire type that means nothing', span([0x9e, 0x06]), `a field of wire type 6 at byte ${first}`],
    ['a number in place of a text', span([0x28, 1]), `wire type 0 instead of 2 of field 5 at byte ${first}`],
    ['a text in place of a number', span([0x32, 0]), `wire type 2 instead of 0 of field 6 at byte ${first}`],
    [
      'a trace id of 15 bytes',
      requestOf(content(1, Buffer.alloc(15))),
      `an id that is not of 16 bytes at byte ${first}`,
    ],
    ['a span id of 16 bytes', requestOf(content(2, Buffer.alloc(16))), `an id that is not of 8 bytes at byte ${first}`],
    ['a text', Buffer.from('hello'), 'a field of wire type 4 at byte 2'],
    ['JSON', Buffer.from('{"resourceSpans":[]}'), 'a field of wire type 3 at byte 0'],
  ])('%s', (_what, bytes, expected) => {
    expect(() => spansOfProtobuf(bytes)).toThrow(new MalformedOtlp(...placeOf(expected)));
  });

  const placeOf = (message: string): [what: string, place: string] => {
    const at = message.lastIndexOf(' at ');
    return [message.slice(0, at), message.slice(at + 4)];
  };

  test('a message that ends behind the one around it', () => {
    const inner = Buffer.from([0x2a, 4, ...Buffer.from('name')]); // its last two bytes are outside of the span
    const cut = Buffer.concat([tag(2, 2), varint(inner.length - 2), inner]);
    expect(() => spansOfProtobuf(inScope(cut))).toThrow(/a length of 4 bytes, of which 2 are there/);
  });
});

test('an empty request has no spans', () => {
  expect(spansOfProtobuf(Buffer.alloc(0))).toEqual([]);
});

test('a request may lie in a part of a larger buffer', () => {
  const request = requestOf(content(5, 'name'));
  const whole = new Uint8Array(Buffer.concat([Buffer.from('before'), request, Buffer.from('after')]));
  expect(only(whole.subarray(6, 6 + request.length)).name).toBe('name');
});

test('members with large numbers for names take no more room than others', () => {
  const object = content(1, content(6, content(1, content(1, '1023'))));
  const request = requestOf(attribute(content(5, ...Array<Buffer>(5_000).fill(object))));
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  const value = only(request).attributes['a'];
  collectGarbage();
  expect((process.memoryUsage().heapUsed - before) / 5_000).toBeLessThan(2_000); // a list of 1,551 has 12,000 bytes
  expect(value).toHaveLength(5_000);
});
