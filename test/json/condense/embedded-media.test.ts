import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { EmbeddedMedia } from '../../../src/json/condense/embedded-media';
import { growth, linear } from '../../support/growth';

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const png = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(3000, 'pixels')]);
const base64 = png.toString('base64');
const about = `${png.length} bytes, SHA-256 ${sha256(png)}`;
const marker = `${base64.slice(0, 48)}[… ${about} …]${base64.slice(-16)}`;
const uriMarker = `data:image/png;bytes=${png.length};sha256=${sha256(png)}`;
const other = Buffer.alloc(3000, 'sound').toString('base64');

/** As a string in JSON has it. */
const spelled = (text: string): string => JSON.stringify(text).slice(1, -1);

function passed(text: string, sizes: readonly number[] = [text.length], isWhole = true): string {
  const media = new EmbeddedMedia(1024);
  let kept = '';
  for (let at = 0, piece = 0; at < text.length; piece += 1) {
    const size = sizes[piece % sizes.length] ?? 1;
    kept += media.write(text.slice(at, at + size));
    at += size;
  }
  return kept + media.end(isWhole);
}

describe('of media amid a text, their size and SHA-256 stay', () => {
  test.each<[string, string, string]>([
    ['data URIs', `see ![a](data:image/png;base64,${base64}) now`, `see ![a](${uriMarker}) now`],
    ['a data URI at the end', `see data:image/png;base64,${base64}`, `see ${uriMarker}`],
    [
      'a file in JSON that is a text',
      spelled(JSON.stringify([{ type: 'image', data: base64 }, { shot: base64 }])),
      spelled(JSON.stringify([{ type: 'image', data: marker }, { shot: marker }])),
    ],
    [
      'a file in JSON within JSON',
      spelled(JSON.stringify({ content: JSON.stringify({ shot: base64 }) })),
      spelled(JSON.stringify({ content: JSON.stringify({ shot: marker }) })),
    ],
  ])('%s', (_what, text, expected) => {
    expect(passed(text)).toBe(expected);
  });
});

describe('what stays as it is:', () => {
  test.each<[string, string]>([
    ['media within the limit', `data:image/png;base64,${base64.slice(0, 1364)} and more`],
    ['base64 that nothing shows to be media', spelled(JSON.stringify({ token: other, text: base64 }))],
    ['a long word', `${'x'.repeat(9000)} and data: and base64,`],
    ['nothing', ''],
  ])('%s', (_what, text) => {
    expect(passed(text)).toBe(text);
  });
});

test('media that break off have no hash', () => {
  const kept = passed(`see data:image/png;base64,${base64.slice(0, 2001)}`, undefined, false);
  expect(kept).toBe(`see data:image/png;base64,${base64.slice(0, 48)}[… cut off …]`);
  expect(passed(spelled(JSON.stringify({ data: base64 })).slice(0, 2000))).toMatch(/\[… cut off …\]$/);
});

test('how the text is divided makes no difference', () => {
  const piece = fc.constantFrom(
    ' data:image/png;base64,', // right behind base64, its first letters would be base64, too
    base64,
    other,
    base64.slice(0, 800),
    ' ',
    '\\"',
    '\\"data\\":',
    'words ',
  );
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 8 }),
      fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1 }),
      (pieces, sizes) => {
        const text = pieces.join('');
        expect(passed(text, sizes)).toBe(passed(text));
      },
    ),
    { numRuns: 300 },
  );
});

test.each<[string, string]>([
  ['base64', base64],
  ['data URIs', `data:image/png;base64,${base64} `],
  ['prose', 'some words, and \\"more\\" of them. '],
  ['short base64', `\\"${base64.slice(0, 100)}\\",`],
])('a text of %s takes linear time', (_what, unit) => {
  const prepare = (size: number): (() => unknown) => {
    const text = unit.repeat(Math.ceil(size / unit.length));
    return () => passed(text, [32_768]);
  };
  expect(growth(prepare, 100_000)).toBeLessThanOrEqual(linear);
});
