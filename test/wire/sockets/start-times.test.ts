import fc from 'fast-check';
import { Recorder } from '../../../src/wire/http/recording';
import { SocketCalls } from '../../../src/wire/sockets/socket-calls';

const owner = { admits: () => true, onDone: () => undefined };

/** Where calls begin that are made at these moments, by clocks that are read as `offsetNow` says. */
function startsOf(moments: readonly number[], offsetNow: () => number): readonly number[] {
  const clock = { wall: () => 1_000_000 + offsetNow(), monotonic: () => 0 };
  const starts: number[] = [];
  const calls = new SocketCalls('wss://api.openai.com/v1/realtime', {
    clock,
    startRecording: (request, virtual) => {
      starts.push(virtual.wall());
      return new Recorder(request, virtual, owner);
    },
  });
  for (const at of moments) calls.begin({ at, context: undefined }, () => ({}));
  return starts;
}

test('calls of a socket keep their order, however long the process is interrupted between its clocks', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(1000), { maxLength: 8 }).map((moments) => moments.sort((one, other) => one - other)),
      fc.infiniteStream(fc.nat(900)),
      (moments, interrupted) => {
        const starts = startsOf(moments, () => -interrupted.next().value);
        expect(starts.map((start) => start - (starts[0] ?? 0))).toEqual(moments.map((at) => at - (moments[0] ?? 0)));
      },
    ),
  );
});

test('a call after the wall clock was set begins by the new one', () => {
  const offsets = [0, 3_600_000].values();
  let offset = 0;
  const starts = startsOf([1, 2], () => {
    offset = offsets.next().value ?? offset; // read as the socket opens, then for each call
    return offset;
  });
  expect(starts).toEqual([4_600_001, 4_600_002]);
});
