import fc from 'fast-check';
import {
  compact,
  filterQuery,
  formatState,
  type PageState,
  parseState,
  start,
} from '../../../src/inspector/page/state/location';

const text = fc.string({ minLength: 1 }).filter((each) => each.trim() !== '');
const texts = fc.uniqueArray(text, { minLength: 1, maxLength: 3 });
const maybe = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(of, { nil: undefined });
const filter = fc
  .record({
    ...{ text: maybe(text), session: maybe(text), trace: maybe(text), user: maybe(texts), model: maybe(texts) },
    ...{ provider: maybe(texts), tool: maybe(texts), kind: maybe(fc.constant(['tool', 'chain'] as const)) },
    ...{ error: maybe(fc.boolean()), problem: maybe(fc.boolean()), from: maybe(fc.nat()), to: maybe(fc.nat()) },
  })
  .map(compact);

test('an address says all that the page shows', () => {
  const states: fc.Arbitrary<PageState> = fc.record({
    ...{ view: fc.constantFrom('sessions', 'calls', 'charts'), filter, session: maybe(text), call: maybe(text) },
    ...{ base: maybe(text), tab: fc.constantFrom('conversation', 'record'), markdown: fc.boolean() },
    closed: fc.array(text, { maxLength: 3 }),
  });
  fc.assert(
    fc.property(states, (state) => {
      expect(parseState(new URL(formatState(state), 'http://localhost').search)).toEqual(state);
    }),
  );
});

test('what the page starts with has no address of its own, and what an address has wrong is left out', () => {
  expect(formatState(start)).toBe('/');
  expect(parseState('?view=none&kind=none&from=soon&tab=&error=maybe&token=secret')).toEqual(start);
});

test('the API is asked with a list as a repeated name', () => {
  expect(String(filterQuery({ text: 'a b', model: ['x', 'y'], error: false, from: 5 }))).toBe(
    'text=a+b&model=x&model=y&error=false&from=5',
  );
});
