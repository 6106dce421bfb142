import { Ancestry } from '../../src/context/span-ancestry';
import { BareCalls } from '../../src/correlation/contentless-calls';
import { chatSpan } from '../support/call';
import { collectGarbage } from '../support/garbage';

test('at most 1000 calls wait for the spans around them, be it all for the same', () => {
  let released = 0;
  const calls = new BareCalls(() => {
    released += 1;
  });
  const one = { span: chatSpan({}), ancestry: new Ancestry() };
  for (let n = 0; n < 1001; n += 1) calls.wait('enclosing', one);
  expect(calls.size).toBe(1);
  expect(released).toBe(1000);
  expect(calls.inside('enclosing')).toEqual([one]);
  expect(calls.size).toBe(0);
});

test('a call that is handed out is not kept in memory', async () => {
  const calls = new BareCalls(() => undefined);
  const handedOut = (): WeakRef<object> => {
    const one = { span: chatSpan({}), ancestry: new Ancestry() };
    calls.wait('enclosing', one);
    calls.inside('enclosing');
    return new WeakRef(one);
  };
  const one = handedOut();
  await new Promise(setImmediate);
  collectGarbage();
  expect(one.deref()).toBeUndefined();
});
