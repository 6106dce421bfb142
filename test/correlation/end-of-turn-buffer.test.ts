import { EndOfTurnBuffer } from '../../src/correlation/end-of-turn-buffer';
import type { EndedSpan } from '../../src/pipeline/ended-call';
import { chatSpan } from '../support/call';

const spans: readonly EndedSpan[] = Array.from({ length: 5 }, () => ({ span: chatSpan({}) }));

function buffering(): { readonly buffer: EndOfTurnBuffer; readonly passed: EndedSpan[] } {
  const passed: EndedSpan[] = [];
  return { buffer: new EndOfTurnBuffer({ push: (ended) => passed.push(ended) > 0 }), passed };
}

test('spans are passed on in the order of ending once the turn in which they ended is over', async () => {
  const { buffer, passed } = buffering();
  for (const ended of spans) buffer.push(ended);
  expect(passed).toEqual([]);
  await new Promise(setImmediate);
  expect(passed).toEqual(spans);
});

test('all are passed on before that when asked for, and none twice', async () => {
  const { buffer, passed } = buffering();
  for (const ended of spans) {
    buffer.push(ended);
    buffer.release();
  }
  expect(passed).toEqual(spans);
  await new Promise(setImmediate);
  expect(passed).toEqual(spans);
});

test('no turn is so long that more than a few hundred are buffered', () => {
  const { buffer, passed } = buffering();
  const ended = { span: chatSpan({}) };
  for (let n = 0; n < 10_500; n += 1) buffer.push(ended);
  expect(passed.length).toBeGreaterThan(10_000);
});
