import type { ReadableSpan } from '../../src/mapping/span/span-view';
import { Arrivals } from '../../src/pipeline/end-of-turn-buffer';
import { chatSpan } from '../support/call';

const spans = Array.from({ length: 5 }, () => chatSpan({}));

function arrivals(): { readonly arrived: Arrivals; readonly judged: ReadableSpan[] } {
  const judged: ReadableSpan[] = [];
  return { arrived: new Arrivals((span) => judged.push(span)), judged };
}

test('spans are judged in the order of ending once the turn in which they ended is over', async () => {
  const { arrived, judged } = arrivals();
  for (const span of spans) arrived.push(span, undefined);
  expect(judged).toEqual([]);
  await new Promise(setImmediate);
  expect(judged).toEqual(spans);
});

test('who asks before is told of all, and none is judged twice', async () => {
  const { arrived, judged } = arrivals();
  for (const span of spans) {
    arrived.push(span, undefined);
    arrived.settle();
  }
  expect(judged).toEqual(spans);
  await new Promise(setImmediate);
  expect(judged).toEqual(spans);
});

test('no turn is so long that more than a few hundred wait', () => {
  const { arrived, judged } = arrivals();
  const [span = chatSpan({})] = spans;
  for (let n = 0; n < 10_500; n += 1) arrived.push(span, undefined);
  expect(judged.length).toBeGreaterThan(10_000);
});
