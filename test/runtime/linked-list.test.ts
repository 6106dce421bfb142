import { type Linked, LinkedList } from '../../src/runtime/linked-list';

interface Item extends Linked<Item> {
  readonly name: string;
}

const item = (name: string): Item => ({ name, list: undefined, older: undefined, newer: undefined });
const names = (list: LinkedList<Item>): string => [...list].map(({ name }) => name).join('');

test('what comes stands behind what came before, and what goes leaves no gap', () => {
  const list = new LinkedList<Item>();
  const items = [...'abcde'].map(item);
  for (const each of items) list.add(each);
  for (const name of ['c', 'a', 'e']) {
    const gone = items.find((each) => each.name === name);
    if (gone !== undefined) list.remove(gone);
  }
  expect([names(list), list.size]).toEqual(['bd', 2]);
  for (const each of items) if (each.list !== undefined) list.remove(each);
  expect([names(list), list.size, list.oldest]).toEqual(['', 0, undefined]);
  list.add(item('f'));
  expect(names(list)).toBe('f');
});

test('all are gone through, also if each leaves on the way', () => {
  const list = new LinkedList<Item>();
  for (const name of 'abc') list.add(item(name));
  const seen: string[] = [];
  for (const each of list) {
    seen.push(each.name);
    list.remove(each);
  }
  expect([seen.join(''), list.size]).toEqual(['abc', 0]);
});
