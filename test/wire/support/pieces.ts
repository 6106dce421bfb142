import fc from 'fast-check';
import type { Exchange } from '../../../src/wire/exchange';
import { ExchangeReader } from '../../../src/wire/exchange-reader';
import type { ResponseHeaders } from '../../../src/wire/http/headers';
import { Recorder } from '../../../src/wire/http/recording';

/** A text in pieces, at random places. */
export const inPieces = (text: fc.Arbitrary<string>): fc.Arbitrary<readonly string[]> =>
  fc.tuple(text, fc.array(fc.nat(60), { maxLength: 4 })).map(([whole, places]) => {
    const cuts = [0, ...[...places].sort((x, y) => x - y), whole.length];
    return cuts.slice(1).map((end, i) => whole.slice(cuts[i], end));
  });

/** Sizes of the pieces in which a network delivers bytes, again and again. */
export const pieceSizes = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1 });

const clock = { wall: () => 0, monotonic: () => 0 };

/** Reads a streamed answer that passes in pieces of these sizes; the app overwrites each piece at once. */
export function exchangeInPieces(
  {
    url,
    request,
    headers = {},
  }: { readonly url: string; readonly request: object; readonly headers?: ResponseHeaders },
  answer: Buffer,
  sizes: readonly number[],
): Exchange {
  const recorder = new Recorder({ url }, clock, { admits: () => true, onDone: () => undefined });
  const reader = new ExchangeReader(recorder, { maxBytes: 2 ** 20, maxMediaBytes: 4096 });
  recorder.requestChunk(JSON.stringify(request));
  recorder.responseHead(200, headers);
  for (let at = 0, i = 0; at < answer.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    const piece = Buffer.from(answer.subarray(at, at + size));
    recorder.responseChunk(piece);
    piece.fill(0);
    at += size;
    if (i % 3 === 0) while (reader.step());
  }
  recorder.done('end');
  while (reader.step());
  const [exchange] = reader.take();
  if (exchange === undefined) throw new Error('not recognised as a model call');
  return exchange;
}
