import fc from 'fast-check';
import { recoverJson } from '../../src/json/json-record';

/** Whether `part` says nothing that `whole` does not say: texts and lists may end sooner, objects have fewer members. */
function isBeginningOf(part: unknown, whole: unknown): boolean {
  if (typeof part === 'string') return typeof whole === 'string' && whole.startsWith(part);
  if (Array.isArray(part)) return Array.isArray(whole) && part.every((each, i) => isBeginningOf(each, whole[i]));
  if (typeof part !== 'object' || part === null) return Object.is(part, whole);
  return (
    typeof whole === 'object' &&
    whole !== null &&
    Object.entries(part).every(([key, value]) => isBeginningOf(value, new Map(Object.entries(whole)).get(key)))
  );
}

describe('JSON that was cut', () => {
  test.each<[string, unknown]>([
    [
      '{"model":"gpt-4o","messages":[{"role":"user","content":"Hel',
      { model: 'gpt-4o', messages: [{ role: 'user', content: 'Hel' }] },
    ],
    ['{"a":1,"b":[1,2', { a: 1, b: [1] }],
    ['{"a":1,"b":[1,2,', { a: 1, b: [1, 2] }],
    ['{"a":"x","b', { a: 'x' }],
    ['{"a":"x","b":', { a: 'x' }],
    ['{"a":"x\\', { a: 'x' }],
    ['{"a":"x\\\\', { a: 'x\\' }],
    ['{"a":"x\\u00', { a: 'x' }],
    ['{"a":"x\\"y', { a: 'x"y' }],
    ['{"a":{"b":{', { a: { b: {} } }],
    ['{"a":"x\uFFFD', { a: 'x' }],
    ['[tru', []],
  ])('%s keeps what stood before the cut', (text, expected) => {
    expect(recoverJson(text)).toEqual(expected);
  });

  test.each(['', '<html>', 'data: {}', '}', ']{', '"', '\u0000'])('%j is no JSON, which is no error', (text) => {
    expect([undefined, '']).toContain(recoverJson(text));
  });

  test('recovers nothing that the whole does not have', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), fc.nat(), (member, at) => {
        const text = `[${member},${member}]`;
        const part = recoverJson(text.slice(0, at % (text.length + 1)));
        return part === undefined || isBeginningOf(part, JSON.parse(text));
      }),
    );
  });

  test('loses no more than the member that the cut went through', () => {
    const whole = { messages: Array.from({ length: 50 }, (_, i) => ({ role: 'user', content: `message ${i}` })) };
    const text = JSON.stringify(whole);
    for (let at = 15; at < text.length; at++) {
      const { messages } = recoverJson(text.slice(0, at)) as typeof whole;
      const opened = text.slice(0, at).split('{').length - 2;
      expect(messages.length).toBe(opened);
    }
  });
});
