import { attributesOf, type Resource } from '../../../src/mapping/span/resource-attributes';

const pending = Promise.resolve('later');
const raw = (...entries: readonly (readonly [string, unknown])[]): Resource => ({
  asyncAttributesPending: true,
  getRawAttributes: () => entries,
  get attributes(): never {
    throw new Error('the SDK logs an error');
  },
});
const ofSdk1 = (members: object): Resource => ({ asyncAttributesPending: true, attributes: {}, ...members });

test.each<[string, Resource | null | undefined, unknown]>([
  ['no resource', undefined, {}],
  ['`null`', null, {}],
  ['a resource without attributes', {} as Resource, {}],
  ['a resource', { attributes: { a: 1 } }, { a: 1 }],
  ['one that is settled', { attributes: { a: 1 }, asyncAttributesPending: false }, { a: 1 }],
  ['one that is being looked up', raw(['a', 1], ['b', pending]), { a: 1 }],
  ['one with two entries of a name', raw(['a', 1], ['a', 2]), { a: 1 }],
  ['one whose first entry of a name is pending', raw(['a', pending], ['a', 2]), { a: 2 }],
  ['one with entries of nothing', raw(['a', undefined], ['b', null], ['c', 0], ['d', '']), { c: 0, d: '' }],
  ['one of SDK 1.x that is being looked up', ofSdk1({ _attributes: { a: 1 } }), { a: 1 }],
  ['one of SDK 1.x that has none yet', ofSdk1({}), {}],
])('%s has the attributes that are known', (_what, resource, expected) => {
  expect(attributesOf(resource as Resource)).toEqual(expected);
});
