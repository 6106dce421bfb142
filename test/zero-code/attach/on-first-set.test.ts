import { onFirstSet } from '../../../src/zero-code/attach/on-first-set';

describe('watching a property until it is set', () => {
  test('a value that is there is seen at once, and the property is not touched', () => {
    const target = { key: 1 };
    const before = Object.getOwnPropertyDescriptor(target, 'key');
    const seen: unknown[] = [];
    onFirstSet(target, 'key', (value) => seen.push(value));
    expect(seen).toEqual([1]);
    expect(Object.getOwnPropertyDescriptor(target, 'key')).toEqual(before);
  });

  test('until then it reads as undefined and is not enumerated', () => {
    const target: { key?: number } = {};
    onFirstSet(target, 'key', () => {});
    expect(target.key).toBeUndefined();
    expect({ ...target }).toEqual({});
  });

  test('the first value is seen once, after it can be read, and leaves a plain property', () => {
    const target: { key?: number } = {};
    const seen: unknown[] = [];
    onFirstSet(target, 'key', (value) => seen.push(value, target.key));
    target.key = 1;
    target.key = 2;
    expect(seen).toEqual([1, 1]);
    expect(Object.getOwnPropertyDescriptor(target, 'key')).toEqual({
      configurable: true,
      enumerable: true,
      writable: true,
      value: 2,
    });
  });

  test('the owner can delete it and define it anew', () => {
    const target: { key?: number } = {};
    onFirstSet(target, 'key', () => {});
    delete target.key;
    expect('key' in target).toBe(false);
  });
});
