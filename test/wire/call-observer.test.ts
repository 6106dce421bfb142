import { CallObserver } from '../../src/wire/call-observer';
import type { Room } from '../../src/wire/registry';
import { chatRequest, chatUrl, streamOf } from './support/recordings';

const answer = streamOf([{ choices: [{ index: 0, delta: { content: 'Paris' }, finish_reason: 'stop' }] }]);
const body = JSON.stringify({ ...chatRequest, stream: true });
const callBytes = answer.length + body.length;

/** An observer whose listener counts. */
function observed(room: Room) {
  const observer = new CallObserver(() => undefined);
  const counts = { recorded: 0, refused: 0 };
  const wire = observer.listen({
    room,
    captureContent: true,
    origin: { version: '0.0.0', resourceAttributes: {} },
    record: () => {
      counts.recorded += 1;
    },
    refused: () => {
      counts.refused += 1;
    },
  });
  const begin = () => {
    const recorder = observer.startRecording({ url: chatUrl });
    recorder.requestChunk(body);
    return recorder;
  };
  const call = (): void => {
    const recorder = begin();
    recorder.responseHead(200, { contentType: 'text/event-stream' });
    recorder.responseChunk(answer);
    recorder.done('end');
  };
  return { wire, counts, begin, call };
}

const roomy: Room = { maxCalls: 10_000, maxBytes: 2 ** 25 };

describe('calls of an app that leaves the event loop no turn', () => {
  test('are held within the bytes of the room, and those beyond it are refused and counted', async () => {
    const { wire, counts, call } = observed({ ...roomy, maxBytes: 10.5 * callBytes });
    let most = 0;
    for (let i = 0; i < 1000; i += 1) {
      call();
      most = Math.max(most, wire.load().bytes);
    }
    expect(most).toBeLessThanOrEqual(10.5 * callBytes);
    expect([wire.load().calls, counts.refused]).toEqual([10, 990]);
    await wire.settle();
    expect(counts).toEqual({ recorded: 10, refused: 990 });
    expect(wire.load()).toEqual({ calls: 0, bytes: 0 });
  });

  test('are held within the count of the room, shared with what is taken elsewhere', async () => {
    const taken = () => ({ calls: 5, bytes: 0 });
    const { wire, counts, call } = observed({ ...roomy, maxCalls: 12, taken });
    for (let i = 0; i < 100; i += 1) call();
    await wire.settle();
    expect(counts).toEqual({ recorded: 7, refused: 93 });
  });

  test('find room again once those before them are spans', async () => {
    const { wire, counts, call } = observed({ ...roomy, maxCalls: 1 });
    for (let i = 0; i < 5; i += 1) {
      call();
      await wire.settle();
    }
    expect(counts).toEqual({ recorded: 5, refused: 0 });
  });
});

test('a call in flight holds its bytes, and gives them back when it is refused', () => {
  const { wire, counts, begin } = observed({ ...roomy, maxBytes: 2 * body.length });
  const [first, second, third] = [begin(), begin(), begin()];
  expect([wire.inFlight(), wire.load()]).toEqual([3, { calls: 0, bytes: 2 * body.length }]);
  for (const recorder of [first, second, third]) recorder.done('error');
  expect(counts.refused).toBe(1);
  wire.settleNow();
  expect(counts).toEqual({ recorded: 2, refused: 1 });
});

describe('at the end of a process', () => {
  test('everything is read at once, also what is in flight', () => {
    const { wire, counts, begin, call } = observed(roomy);
    for (let i = 0; i < 50; i += 1) call();
    begin();
    wire.settleNow();
    expect([counts, wire.inFlight()]).toEqual([{ recorded: 51, refused: 0 }, 0]);
  });

  test('what is not read by the time given is refused and counted', () => {
    const { wire, counts, call } = observed(roomy);
    for (let i = 0; i < 50; i += 1) call();
    wire.settleNow(performance.now() - 1);
    expect(counts.recorded + counts.refused).toBe(50);
    expect(counts.refused).toBeGreaterThan(40);
    expect(wire.load()).toEqual({ calls: 0, bytes: 0 });
  });
});
