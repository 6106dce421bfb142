import * as fc from 'fast-check';
import { listElements } from '../../../src/relay/accept/list-elements';

const texts = (json: string, name: string): readonly string[] => listElements(Buffer.from(json), name).map(String);

test('the elements of a list are found as they are spelt', () => {
  const json = '{"a" : "[1,2]", "list": [ {"n": 1.50}, "x,\\"]", [3, 4] ,{} ], "b": [9]}';
  expect(texts(json, 'list')).toEqual(['{"n": 1.50}', '"x,\\"]"', '[3, 4]', '{}']);
});

test.each([
  ['an empty list', '{"list":[ ]}', []],
  ['no list', '{"other":[1]}', []],
  ['a list of that name inside of another member', '{"other":{"list":[1]},"list":[2]}', ['2']],
  ['two of that name, of which JSON.parse takes the last', '{"list":[1],"list":[2]}', ['2']],
  ['a name that is spelt with escapes', '{"l\\u0069st":[1]}', ['1']],
])('%s', (_what, json, expected) => {
  expect(texts(json, 'list')).toEqual(expected);
});

test('they are what JSON.parse finds, whatever the object is', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.jsonValue()),
      fc.array(fc.jsonValue()),
      fc.constantFrom(undefined, 2, '\t'),
      (others, list, space) => {
        const json = JSON.stringify({ ...others, list, after: others }, undefined, space);
        const parsed = JSON.parse(json).list;
        expect(listElements(Buffer.from(json), 'list').map((one) => JSON.parse(String(one)))).toEqual(parsed);
      },
    ),
  );
});
