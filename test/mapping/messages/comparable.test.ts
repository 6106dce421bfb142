import * as fc from 'fast-check';
import { comparable } from '../../../src/mapping/messages/comparable';

describe('two forms of a text are the same', () => {
  test.each<[string, string, string]>([
    ['JSON with other white space', '{"a":1,"b":[1,2]}', ' { "a" : 1,\n"b": [1, 2] }\n'],
    ['JSON with its members in another order', '{"a":{"c":1,"d":2},"b":3}', '{"b":3,"a":{"d":2,"c":1}}'],
    ['JSON in a list', '[{"a":1,"b":2}]', '\t[{"b":2,"a":1}]'],
    ['a text with white space around it', 'Hello', ' Hello\n'],
    ['what only begins as JSON does', '{ no JSON', '{ no JSON '],
  ])('%s', (_form, one, other) => {
    expect(comparable(one)).toBe(comparable(other));
  });

  test('any JSON, however it is indented', () => {
    fc.assert(
      fc.property(fc.object(), (value) => {
        expect(comparable(JSON.stringify(value, null, 2))).toBe(comparable(JSON.stringify(value)));
      }),
    );
  });
});

describe('two texts differ', () => {
  test.each<[string, string, string]>([
    ['lists in another order', '[1,2]', '[2,1]'],
    ['a member that is null, and none', '{"a":null}', '{}'],
    ['a value that is another', '{"a":1}', '{"a":"1"}'],
    ['texts with other white space inside', 'a b', 'a  b'],
    ['a number that is written in another way', '1.0', '1'],
  ])('%s', (_difference, one, other) => {
    expect(comparable(one)).not.toBe(comparable(other));
  });
});
