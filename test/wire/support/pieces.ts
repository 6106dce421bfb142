import fc from 'fast-check';
import { Recorder, type Recording } from '../../../src/wire/http/recording';

/** A text in pieces, at random places. */
export const inPieces = (text: fc.Arbitrary<string>): fc.Arbitrary<readonly string[]> =>
  fc.tuple(text, fc.array(fc.nat(60), { maxLength: 4 })).map(([whole, places]) => {
    const cuts = [0, ...[...places].sort((x, y) => x - y), whole.length];
    return cuts.slice(1).map((end, i) => whole.slice(cuts[i], end));
  });

/** Sizes of the pieces in which a network delivers bytes, again and again. */
export const pieceSizes = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1 });

/** Passes a streamed answer through a recorder in pieces of these sizes; the app overwrites each piece at once. */
export function recordedInPieces(path: string, request: object, answer: Buffer, sizes: readonly number[]): Recording {
  const recorder = new Recorder(
    { url: `http://localhost${path}` },
    { maxBytes: 2 ** 20, clock: { wall: () => 0, monotonic: () => 0 } },
    () => {},
  );
  recorder.requestChunk(JSON.stringify(request));
  recorder.responseHead(200, { contentType: 'text/event-stream' });
  for (let at = 0, i = 0; at < answer.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    const piece = Buffer.from(answer.subarray(at, at + size));
    recorder.responseChunk(piece);
    piece.fill(0);
    at += size;
  }
  recorder.done('end');
  return recorder.take();
}
