import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { Json, JsonObject } from '../../../src/json/json';
import { JsonCondenser } from '../../../src/json/json-condenser';
import { toModelEvent } from '../../../src/mapping';
import { mayHoldMedia, withoutLargeMedia } from '../../../src/mapping/media/large-media';
import { chatSpan } from '../../support/call';
import { violations } from '../../support/schema';
import { randomNumbers } from '../../support/seed';

const random = randomNumbers();
const randomBytes = (length: number): Buffer => Buffer.from(Array.from({ length }, () => 256 * random()));

const png = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), randomBytes(6000)]);
const base64 = png.toString('base64');
const sha256 = createHash('sha256').update(png).digest('hex');
const image = { type: 'image', mime_type: 'image/png', bytes: png.length, sha256 };

/** What is left of a message, or of anything else, whose JSON was condensed before. */
function condensed<Value>(value: Value, maxBytes = 2 ** 20): Value {
  const condenser = new JsonCondenser({ maxBytes, maxMediaBytes: 4096 });
  condenser.write(JSON.stringify(value));
  return JSON.parse(condenser.end().text);
}

const light = (part: Json): Json | undefined => {
  const [message = {}] = withoutLargeMedia([{ role: 'user', content: [part] }], 4096);
  return (message['content'] as readonly Json[])[0];
};

describe('a part with media of more than the limit becomes what identifies them', () => {
  test.each<[string, JsonObject, JsonObject]>([
    [
      'OpenAI’s image',
      { type: 'image_url', image_url: { url: `data:image/png;base64,${base64}`, detail: 'high' } },
      { ...image, detail: 'high' },
    ],
    ['an image of the Responses API', { type: 'input_image', image_url: `data:image/png;base64,${base64}` }, image],
    [
      'OpenAI’s audio',
      { type: 'input_audio', input_audio: { data: base64, format: 'wav' } },
      { ...image, type: 'audio', mime_type: 'audio/wav', format: 'wav' },
    ],
    [
      'OpenAI’s file',
      { type: 'file', file: { filename: 'a.pdf', file_data: `data:application/pdf;base64,${base64}` } },
      { ...image, type: 'file', mime_type: 'application/pdf', filename: 'a.pdf' },
    ],
    ['Anthropic’s image', { type: 'image', source: { type: 'base64', media_type: 'image/png', data: base64 } }, image],
    [
      'Anthropic’s document',
      {
        type: 'document',
        title: 'A',
        source: { type: 'base64', media_type: 'application/pdf', data: base64 },
      },
      { ...image, type: 'file', mime_type: 'application/pdf', title: 'A' },
    ],
    ['Gemini’s inline data', { type: 'part', inlineData: { mimeType: 'image/png', data: base64 } }, image],
    ['a file of the Vercel AI SDK', { type: 'file', mediaType: 'image/png', data: base64 }, image],
    ['an image of the Vercel AI SDK', { type: 'image', image: base64, mimeType: 'image/png' }, image],
    [
      'the conventions’ blob',
      { type: 'blob', modality: 'image', content: base64 },
      {
        type: 'file',
        modality: 'image',
        bytes: png.length,
        sha256,
      },
    ],
    ['a Buffer in JSON', { type: 'image', mimeType: 'image/png', image: png.toJSON() as unknown as JsonObject }, image],
    [
      'a typed array in JSON',
      { type: 'image', mimeType: 'image/png', image: Object.fromEntries(png.entries()) },
      image,
    ],
    ['base64 in lines', { type: 'image', mimeType: 'image/png', data: base64.replace(/.{76}/g, '$&\n') }, image],
    [
      'a file within a file of the Vercel AI SDK 7',
      { type: 'file', data: { type: 'data', data: base64 }, mediaType: 'image/png' },
      image,
    ],
    ['the answer of a tool, where it begins as a file does', { type: 'answer', result: base64 }, image],
    [
      'a generated image',
      { type: 'image_generation_call', result: base64 },
      { type: 'image', bytes: png.length, sha256 },
    ],
  ])('%s', (_what, part, expected) => {
    expect(light(part)).toEqual(expected);
    // Whether the media passed whole or not, the record is the same, byte for byte.
    expect(JSON.stringify(light(condensed(part)))).toBe(JSON.stringify(light(part)));
    expect(JSON.stringify(light(condensed(part, 2048)))).toBe(JSON.stringify(light(part)));
  });

  test('also in an answer with sound, which stays a message', () => {
    const said = { role: 'assistant', content: null, audio: { id: 'a', transcript: 'hi', data: base64 } };
    expect(withoutLargeMedia(said, 4096)).toEqual({
      role: 'assistant',
      content: null,
      audio: { type: 'audio', bytes: png.length, sha256, id: 'a', transcript: 'hi' },
    });
  });

  test('also in JSON that is a text, as the answer of a tool', () => {
    const content = JSON.stringify([{ type: 'image', mimeType: 'image/png', data: base64 }, { n: 1 }]);
    const [message] = withoutLargeMedia([{ role: 'tool', content }], 4096);
    expect(JSON.parse(String(message?.['content']))).toEqual([image, { n: 1 }]);
  });

  test('amid a text only the payload of a data URI goes', () => {
    const uri = `data:image/png;base64,${base64}`;
    const [message] = withoutLargeMedia([{ role: 'user', content: `see ![a](${uri}) and ![b](${uri}), please` }], 4096);
    const short = `data:image/png;bytes=${png.length};sha256=${sha256}`;
    expect(message?.['content']).toBe(`see ![a](${short}) and ![b](${short}), please`);
  });

  test('a data URI is one of at most 100 characters between `data:` and its base64, none of them a space or a comma', () => {
    const piece = fc.constantFrom('data:', 'image/png', ';charset=utf-8', ';base64,', 'x'.repeat(47), ' ', ',');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), fc.constantFrom(';base64,', ','), (pieces, last) => {
        const before = pieces.join('') + last;
        const [message] = withoutLargeMedia([{ role: 'user', content: before + base64 }], 4096);
        const isUri = /data:[^,\s]{0,100};base64,$/.test(before);
        const short = `${before.slice(0, -'base64,'.length)}bytes=${png.length};sha256=${sha256}`;
        expect(message?.['content']).toBe(isUri ? short : before + base64);
      }),
      { numRuns: 500 },
    );
  });
});

describe('bytes are media wherever they stand', () => {
  const unknown = randomBytes(6000);
  unknown[0] = 1;
  const about = { bytes: 6000, sha256: createHash('sha256').update(unknown).digest('hex') };

  test.each<[string, Json, Json]>([
    [
      'a Buffer',
      { result: { raw: unknown.toJSON() as unknown as Json } },
      { result: { raw: { type: 'file', ...about } } },
    ],
    ['a list of the bytes of a file', { raw: [...png] }, { raw: image }],
    ['a typed array of them', { raw: Object.fromEntries(png.entries()) }, { raw: image }],
    [
      'an image in a list of images',
      { images: [unknown.toString('base64')] },
      { images: [{ type: 'image', ...about }] },
    ],
    ['a content', { role: 'user', content: base64 }, { role: 'user', content: [image] }],
    [
      'a Buffer in a text',
      JSON.stringify({ raw: unknown.toJSON() }),
      JSON.stringify({ raw: { type: 'file', ...about } }),
    ],
    ['bytes behind blanks', ` ${JSON.stringify([{ raw: { ...png } }])}`, JSON.stringify([{ raw: image }])],
    [
      'JSON in JSON',
      JSON.stringify({ text: 'a', answer: JSON.stringify([unknown.toJSON()]) }),
      JSON.stringify({ text: 'a', answer: JSON.stringify([{ type: 'file', ...about }]) }),
    ],
    [
      'a data URI that was cut amid a text',
      `see data:image/png;base64,${base64}[… cut off …], please`,
      'see data:image/png[… cut off …], please',
    ],
    [
      'a sound by its format',
      { input_audio: { data: unknown.toString('base64'), format: 'mp3' } },
      { input_audio: { type: 'audio', mime_type: 'audio/mp3', ...about, format: 'mp3' } },
    ],
  ])('%s', (_what, given, expected) => {
    expect(withoutLargeMedia([{ given }], 4096)).toEqual([{ given: expected }]);
  });

  test.each<[string, Json]>([
    ['bytes of no known file', { data: unknown.toString('base64') }],
    ['bytes of a type that is no MIME type', { mime_type: 'picture', data: unknown.toString('base64') }],
    ['JSON that holds none, with its blanks', `{ "word": "${'x'.repeat(9000)}" }`],
    ['a format of something else than a sound', { table: { data: unknown.toString('base64'), format: 'csv' } }],
  ])('but not %s', (_what, given) => {
    const messages = [{ given }];
    expect(withoutLargeMedia(messages, 4096)).toBe(messages);
  });

  test('a text may hold them if it is long enough, and has base64 or the beginning of bytes', () => {
    expect(mayHoldMedia(base64, 4096)).toBe(true);
    expect(mayHoldMedia(base64, 6100)).toBe(false);
    const buffer = JSON.stringify(unknown.toJSON());
    for (const json of [
      buffer,
      JSON.stringify({ ...unknown }),
      JSON.stringify([buffer]),
      JSON.stringify(JSON.stringify({ ...unknown })),
    ]) {
      expect(mayHoldMedia(json, 4096)).toBe(true);
      expect(mayHoldMedia(json.slice(0, 8192), 4096)).toBe(false);
    }
    expect(mayHoldMedia('All that is said. '.repeat(1000), 4096)).toBe(false);
  });
});

describe('what stays as it is', () => {
  const small = randomBytes(4096).toString('base64');
  test.each<[string, Json]>([
    ['media within the limit', { type: 'image_url', image_url: { url: `data:image/png;base64,${small}` } }],
    ['media elsewhere', { type: 'image_url', image_url: { url: `https://x.test/${'a'.repeat(6000)}` } }],
    ['text that is base64', { type: 'text', text: base64 }],
    ['a long word', { type: 'text', text: 'x'.repeat(10_000) }],
    [
      'plain text in a document',
      {
        type: 'document',
        source: { type: 'text', media_type: 'text/plain', data: 'All that is said. '.repeat(1000) },
      },
    ],
    ['a list of numbers', { type: 'input', tokens: Array.from({ length: 9000 }, (_, n) => n) }],
  ])('%s', (_what, part) => {
    expect(light(part)).toBe(part);
  });

  test('what holds no media is not even copied', () => {
    const messages = [{ role: 'user', content: [{ type: 'text', text: 'Hello. '.repeat(9000) }] }];
    expect(withoutLargeMedia(messages, 4096)).toBe(messages);
  });
});

test('a limit of 0 leaves no media at all', () => {
  const [message] = withoutLargeMedia(
    [{ role: 'user', content: [{ type: 'image', mimeType: 'image/gif', data: 'R0lG' }] }],
    0,
  );
  expect(message?.['content']).toEqual([expect.objectContaining({ bytes: 3, sha256: expect.any(String) })]);
});

test('a record of any dialect has none of it, wherever it stood', () => {
  const parts = [
    { type: 'blob', modality: 'image', mime_type: 'image/png', content: base64 },
    { type: 'image', source: { type: 'base64', media_type: 'image/png', data: base64 } },
    { type: 'input_audio', input_audio: { data: base64, format: 'mp3' } },
  ];
  const messages = JSON.stringify([{ role: 'user', parts }]);
  const attributes = {
    ...chatSpan({}).attributes,
    'gen_ai.input.messages': messages,
    'gen_ai.output.messages': messages,
    'honeyhive.template_inputs': { logo: `data:image/png;base64,${base64}` },
    'app.picture': { mimeType: 'image/png', bytes: png },
    'app.page': `<img src="data:image/png;base64,${base64}">`,
  };
  const record = toModelEvent({ ...chatSpan({}), attributes });
  expect(JSON.stringify(record)).not.toContain(base64.slice(100, 200));
  expect(JSON.stringify(record).split(sha256)).toHaveLength(1 + 2 * parts.length + 3);
  expect(violations(record)).toEqual([]);
});

/** A word in place of base64, which stays. */
const placeholder = /base64,(?:[A-Z]{5,}|[A-Z]?[a-z]{4,})(?![\w+/-])/;

test('whatever looks like base64, where it is found does not depend on where the search looks', () => {
  const words = fc.array(
    fc.oneof(fc.base64String({ maxLength: 40 }), fc.constantFrom(' ', '.', '\n', ' data:a/b;base64,')),
  );
  fc.assert(
    fc.property(words, fc.nat(30), (pieces, maxBytes) => {
      const text = pieces.join('');
      fc.pre(!placeholder.test(text));
      const minChars = Math.ceil(((maxBytes + 1) * 4) / 3);
      const expected = text.replace(/data:a\/b;base64,([\w+/-]+)(={0,2})/g, (whole, payload: string) => {
        if (payload.length < minChars) return whole;
        const bytes = Buffer.from(payload, 'base64');
        return `data:a/b;bytes=${bytes.length};sha256=${createHash('sha256').update(bytes).digest('hex')}`;
      });
      const [message] = withoutLargeMedia([{ role: 'user', content: text }], maxBytes);
      expect(message?.['content']).toBe(expected);
    }),
  );
});
