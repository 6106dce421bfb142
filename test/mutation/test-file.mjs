import { expect } from 'expect';
import { bind } from 'jest-each';

/** The same without the difference of both values, which nobody reads and which takes longer than most tests. */
expect.extend({
  toEqual(received, expected) {
    const pass = this.equals(received, expected, [...this.customTesters, this.utils.iterableEquality]);
    return { pass, message: () => 'The values differ.' };
  },
});

/**
 * The tests that a file says it has as it is evaluated, each by its full name. What Jest offers beyond these globals, unit tests
 * do without: hooks, mocks, snapshots.
 * @param evaluate loads the file
 */
export function testsOf(evaluate) {
  const tests = [];
  let around = '';
  const test = (name, run) => tests.push({ name: around + name, run });
  const describe = (name, body) => {
    const outside = around;
    around += `${name} `;
    body();
    around = outside;
  };
  test.each = bind(test, false);
  describe.each = bind(describe, false);
  Object.assign(globalThis, { describe, test, expect });
  evaluate();
  return tests;
}

/** @returns why the test fails; `undefined` if it does not */
export async function failureOf({ run }) {
  try {
    await run();
    return undefined;
  } catch (error) {
    return String(error?.message ?? error);
  }
}
