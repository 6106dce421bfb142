import { createHash } from 'node:crypto';
import { contentOf, describe as describeMedia, isDescription, limitOf } from '../../../src/mapping/media/media-content';

const bytes = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(93, 'ab')]);
const base64 = bytes.toString('base64');
const sha256 = createHash('sha256').update(bytes).digest('hex');
const known = { bytes: 101, sha256 };
const limit = limitOf(100);

test('the limit is one of bytes: base64 of fewer characters is within it', () => {
  expect(limitOf(100)).toEqual({ maxBytes: 100, minChars: 135 });
  expect(limitOf(0)).toEqual({ maxBytes: 0, minChars: 2 });
});

test.each<[string, unknown, object | undefined, unknown]>([
  ['base64 by its first bytes', base64, { isMedia: false, mimeType: undefined, shownType: 'image/png' }, known],
  [
    'a data URI',
    `data:image/webp;charset=utf-8;base64,${base64}`,
    { isMedia: true, mimeType: 'image/webp', shownType: 'image/png' },
    known,
  ],
  ['a data URI without a type', `data:;base64,${base64}`, { isMedia: true, mimeType: undefined }, known],
  ['a Buffer', bytes.toJSON(), { isMedia: true, shownType: 'image/png' }, known],
  ['numbers', [...bytes], { isMedia: false, shownType: 'image/png' }, known],
  ['an object with its data', { type: 'base64', data: base64 }, { isMedia: false }, known],
  [
    'a note in place of a data URI',
    `data:image/webp;bytes=101;sha256=${sha256}`,
    { isMedia: true, mimeType: 'image/webp' },
    expect.objectContaining(known),
  ],
  [
    'a note in place of base64',
    `iVBORw0KGgo[… 101 bytes, SHA-256 ${sha256} …]`,
    { isMedia: false, mimeType: undefined, shownType: 'image/png' },
    expect.objectContaining(known),
  ],
  ['base64 that was cut', `${base64}[… cut off …]`, { isMedia: false, shownType: 'image/png' }, 'cut'],
  ['a sentence, which is no bytes', 'All that is said. '.repeat(9), { isMedia: false }, undefined],
  ['base64 within the limit', `${bytes.subarray(0, 100).toString('base64')}`, { shownType: 'image/png' }, undefined],
  ['a short text', 'iVBORw0KGgo=', undefined, undefined],
  ['no bytes', { a: 1 }, undefined, undefined],
  ['null', null, undefined, undefined],
  ['a number', 7, undefined, undefined],
])('of content that may be media: %s', (_what, value, expected, expectedKnown) => {
  const content = contentOf(value as never, limit);
  if (expected === undefined) expect(content).toBeUndefined();
  else expect(content).toMatchObject(expected);
  expect(content?.known()).toEqual(expectedKnown);
});

test.each<[string, Parameters<typeof describeMedia>, object]>([
  ['the MIME type', [known, 'image/png', 'audio'], { type: 'image', mime_type: 'image/png', ...known }],
  ['what stands around them', [known, undefined, ' input_audio data'], { type: 'audio', ...known }],
  ['the name of a video', [known, undefined, 'video'], { type: 'video', ...known }],
  ['nothing', [known, undefined], { type: 'file', ...known }],
  ['a type of files', ['cut', 'application/pdf'], { type: 'file', mime_type: 'application/pdf', truncated: true }],
])('the kind of media is known by %s', (_what, args, expected) => {
  const described = describeMedia(...args);
  expect(described).toStrictEqual(expected);
  expect(isDescription(described)).toBe(true);
});

test.each<[object]>([
  [{ sha256 }],
  [{ bytes: 101 }],
  [{ sha256, bytes: '101' }],
  [{ sha256: 1, bytes: 1 }],
  [{ truncated: 1 }],
  [{}],
])('%j describes no media', (object) => {
  expect(isDescription(object as never)).toBe(false);
});
