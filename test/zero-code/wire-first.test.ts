import { setTimeout as sleep } from 'node:timers/promises';
import type { ReadableSpan } from '../../src/mapping/span';
import { WireFirst } from '../../src/zero-code/wire-first';

const span = (name: string, traceId = 'trace'): ReadableSpan => ({
  name,
  spanContext: () => ({ traceId, spanId: name }),
  startTime: [0, 0],
  endTime: [0, 0],
  status: { code: 0 },
  attributes: {},
  events: [],
});

describe('spans of the app and of the wire', () => {
  const accepted: string[] = [];
  const take = ({ name }: ReadableSpan): void => void accepted.push(name);
  let spans: WireFirst;
  beforeEach(() => {
    accepted.length = 0;
    spans = new WireFirst(take, take);
  });

  test('a span of a trace without a call under way does not wait', () => {
    spans.began('other trace');
    spans.fromApp(span('app'));
    expect(accepted).toEqual(['app']);
  });

  test('a span around a call waits for the call’s own, and those around it keep their order', () => {
    spans.began('trace');
    spans.fromApp(span('framework'));
    spans.fromApp(span('request'));
    expect(accepted).toEqual([]);
    spans.fromWire(span('wire'));
    expect(accepted).toEqual(['wire', 'framework', 'request']);
  });

  test('with two calls under way it waits for both', () => {
    spans.began('trace');
    spans.began('trace');
    spans.fromApp(span('framework'));
    spans.fromWire(span('first'));
    expect(accepted).toEqual(['first']);
    spans.fromWire(span('second'));
    expect(accepted).toEqual(['first', 'second', 'framework']);
  });

  test('a flush waits for nothing', () => {
    spans.began('trace');
    spans.fromApp(span('framework'));
    spans.releaseAll();
    expect(accepted).toEqual(['framework']);
  });

  test('a call that was none of a model holds a span for a second', async () => {
    spans.began('trace');
    spans.fromApp(span('framework'));
    await sleep(500);
    expect(accepted).toEqual([]);
    await sleep(1500);
    expect(accepted).toEqual(['framework']);
    spans.fromApp(span('later'));
    expect(accepted).toEqual(['framework', 'later']);
  });

  test('a trace with very many spans waits no longer', () => {
    spans.began('trace');
    for (let n = 0; n < 1000; n += 1) spans.fromApp(span(`${n}`));
    expect(accepted).toHaveLength(1000);
  });
});
