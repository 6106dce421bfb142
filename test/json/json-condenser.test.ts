import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { type Condensed, type CondenserLimits, JsonCondenser } from '../../src/json/json-condenser';
import { recoverJson } from '../../src/json/json-record';
import { randomNumbers } from '../support/seed';

const roomy: CondenserLimits = { maxBytes: 2 ** 26, maxMediaBytes: 4096 };
const tight: CondenserLimits = { maxBytes: 16_384, maxMediaBytes: 4096 };

function condense(text: string, limits = roomy, pieceChars: () => number = () => text.length): Condensed {
  const condenser = new JsonCondenser(limits);
  for (let at = 0; at < text.length; ) {
    const end = at + Math.max(1, pieceChars());
    condenser.write(text.slice(at, end));
    at = end;
  }
  return condenser.end();
}

const random = randomNumbers();
const randomBytes = (length: number): Buffer => Buffer.from(Array.from({ length }, () => 256 * random()));
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** JSON of any shape with texts, media and vectors that are long for tight limits. */
const bytes = fc.integer({ min: 4097, max: 20_000 }).map(randomBytes);
const json = fc
  .tuple(
    fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.oneof(fc.string(), fc.integer(), fc.double(), fc.boolean(), fc.constant(null)),
        fc.tuple(fc.string({ unit: 'binary', minLength: 1 }), fc.integer({ min: 1, max: 20_000 })).map(repeated),
        bytes.map((each) => each.toString('base64')),
        bytes.map((each) => each.toJSON()),
        fc.array(fc.double(), { minLength: 400, maxLength: 1536 }),
        fc.array(fc.array(fc.oneof(fc.integer(), fc.string()), { maxLength: 3 }), { minLength: 500, maxLength: 3000 }),
        fc.array(tie('value'), { maxLength: 8 }),
        fc.dictionary(fc.string(), tie('value'), { maxKeys: 8 }),
      ),
    })).value,
    fc.constantFrom(undefined, 1),
  )
  .map(([value, indent]) => JSON.stringify([value], undefined, indent));

function repeated([text, chars]: readonly [string, number]): string {
  return text.repeat(Math.ceil(chars / text.length));
}

describe('whatever JSON comes,', () => {
  test('how it is divided makes no difference', () => {
    fc.assert(
      fc.property(json, fc.array(fc.integer({ min: 1, max: 9000 }), { minLength: 1 }), (text, sizes) => {
        let piece = 0;
        const nextSize = (): number => sizes[piece++ % sizes.length] ?? 1;
        expect(condense(text, tight, nextSize)).toEqual(condense(text, tight));
      }),
      { numRuns: 60 },
    );
  });

  test('it stays JSON of the same kind, within the budget', () => {
    fc.assert(
      fc.property(json, (text) => {
        const condensed = condense(text, tight);
        expect(Array.isArray(JSON.parse(condensed.text))).toBe(true);
        expect(Buffer.byteLength(condensed.text)).toBeLessThanOrEqual(tight.maxBytes);
      }),
      { numRuns: 200 },
    );
  });

  test('nothing of it changes where nothing is over a limit', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 8 }), fc.nat(), (text, cut) => {
        const beginning = text.slice(0, cut);
        expect(condense(text)).toEqual({ text, truncated: false });
        expect(condense(beginning)).toEqual({ text: beginning, truncated: false });
      }),
    );
  });

  test('where it breaks off, what came before is there', () => {
    fc.assert(
      fc.property(json, fc.nat(), (text, cut) => {
        const start = `{"model":"m","rest":${text.slice(0, cut % text.length)}`;
        expect(recoverJson(condense(start, tight).text)).toMatchObject({ model: 'm' });
      }),
      { numRuns: 100 },
    );
  });
});
