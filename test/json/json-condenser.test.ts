import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { type Condensed, type CondenserLimits, JsonCondenser } from '../../src/json/json-condenser';
import { recoverJson } from '../../src/json/json-record';
import { growth, linear } from '../support/growth';
import { randomNumbers } from '../support/seed';

const roomy: CondenserLimits = { maxBytes: 2 ** 26, maxMediaBytes: 4096 };
const tight: CondenserLimits = { maxBytes: 8192, maxMediaBytes: 4096 };

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
const randomFile = Buffer.from(Array.from({ length: 60_000 }, () => 256 * random()));
const sha256 = createHash('sha256').update(randomFile).digest('hex');

/** JSON of any shape, with texts, media, vectors and lists that are long for tight limits. */
const bytes = fc.integer({ min: 1000, max: 9000 }).map((length) => randomFile.subarray(0, length));
const json = fc
  .tuple(
    fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.oneof(fc.string(), fc.integer(), fc.double(), fc.boolean(), fc.constant(null)),
        fc.tuple(fc.string({ unit: 'binary', minLength: 1 }), fc.integer({ min: 1, max: 20_000 })).map(repeated),
        bytes.map((each) => each.toString('base64')),
        bytes.map((each) => each.toJSON()),
        bytes.map((each) => ({ ...Object.fromEntries(each.entries()), length: each.length })),
        fc.tuple(fc.double(), fc.integer({ min: 1, max: 2000 })).map(([number, count]) => Array(count).fill(number)),
        fc.tuple(tie('value'), fc.integer({ min: 1, max: 300 })).map(nested),
        fc.tuple(fc.jsonValue(), fc.integer({ min: 1, max: 3000 })).map(([item, count]) => Array(count).fill(item)),
        fc.array(tie('value'), { maxLength: 8 }),
        fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('data', 'type')), tie('value'), { maxKeys: 8 }),
      ),
    })).value,
    fc.constantFrom(undefined, 1),
  )
  .map(([value, indent]) => JSON.stringify([value], undefined, indent));

function repeated([text, chars]: readonly [string, number]): string {
  return text.repeat(Math.ceil(chars / text.length));
}

function nested([value, depth]: readonly [unknown, number]): unknown {
  return depth === 0 ? value : { [`k${depth}`]: [nested([value, depth - 1]), depth] };
}

describe('whatever JSON comes,', () => {
  test('how it is divided makes no difference', () => {
    fc.assert(
      fc.property(json, fc.array(fc.integer({ min: 1, max: 9000 }), { minLength: 1 }), (text, sizes) => {
        let piece = 0;
        const nextSize = (): number => sizes[piece++ % sizes.length] ?? 1;
        expect(condense(text, tight, nextSize)).toEqual(condense(text, tight));
      }),
      { numRuns: 20 },
    );
  });

  test('it stays JSON of the same kind, within the budget', () => {
    fc.assert(
      fc.property(json, (text) => {
        const condensed = condense(text, tight);
        expect(Array.isArray(JSON.parse(condensed.text))).toBe(true);
        expect(Buffer.byteLength(condensed.text)).toBeLessThanOrEqual(tight.maxBytes);
      }),
      { numRuns: 40 },
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
      { numRuns: 20 },
    );
  });
});

describe('media of more than the limit leave with their size and SHA-256, of the whole', () => {
  const base64 = randomFile.toString('base64');
  const first = base64.slice(0, 48);
  const last = base64.slice(-16);
  const marker = `${first}[… 60000 bytes, SHA-256 ${sha256} …]${last}`;
  const uriMarker = `data:image/png;bytes=60000;sha256=${sha256}`;
  const list = [...randomFile];

  test.each<[string, unknown, unknown]>([
    [
      'base64 in an object with a MIME type',
      { data: base64, mimeType: 'image/png' },
      { data: marker, mimeType: 'image/png' },
    ],
    ['base64 in an object of a kind', { audio: { data: base64, id: 'a' } }, { audio: { data: marker, id: 'a' } }],
    ['base64 under a name for nothing else', { b64_json: base64 }, { b64_json: marker }],
    ['images of Ollama', { images: [base64, base64] }, { images: [marker, marker] }],
    ['a data URI anywhere', [`data:image/png;base64,${base64}`], [uriMarker]],
    [
      'base64 for URLs',
      { b64_json: randomFile.toString('base64url') },
      { b64_json: marker.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '') },
    ],
    ['base64 in lines', { b64_json: base64.replaceAll(/.{76}/g, '$&\n') }, { b64_json: marker }],
    ['a Buffer', { image: randomFile }, { image: { type: 'Buffer', data: `[… 60000 bytes, SHA-256 ${sha256} …]` } }],
    [
      'a typed array',
      { mimeType: 'image/png', image: Object.fromEntries(randomFile.entries()) },
      { mimeType: 'image/png', image: `[… 60000 bytes, SHA-256 ${sha256} …]` },
    ],
  ])('%s', (_form, value, expected) => {
    const { text, truncated } = condense(JSON.stringify({ before: 1, value, after: [2] }));
    expect(JSON.parse(text)).toEqual({ before: 1, value: expected, after: [2] });
    expect(truncated).toBe(false);
  });

  test('also where a slash is escaped, as PHP does it', () => {
    const text = JSON.stringify({ url: `data:image/png;base64,${base64}` }).replaceAll('/', '\\/');
    expect(JSON.parse(condense(text).text)).toEqual({ url: uriMarker });
  });

  test('what broke off has neither', () => {
    const { text } = condense(JSON.stringify({ b64_json: base64 }).slice(0, 50_000), tight);
    expect(text).toMatch(/^\{"b64_json":"/);
    expect(text).not.toMatch(/SHA-256/);
  });

  test.each<[string, unknown]>([
    ['what is no media where it stands', { type: 'redacted_thinking', data: base64 }],
    ['a long word', { type: 'text', text: 'x'.repeat(20_000) }],
    ['tokens', { prompt: list.map((byte) => byte * 100) }],
    ['media within the limit', { b64_json: randomFile.subarray(0, 4096).toString('base64') }],
  ])('%s: the same while there is room', (_what, value) => {
    const text = JSON.stringify([value]);
    expect(condense(text)).toEqual({ text, truncated: false });
  });
});

test('of a vector the number of dimensions stays', () => {
  const embedding = Array.from({ length: 1536 }, random);
  const { text, truncated } = condense(JSON.stringify({ data: [{ embedding }], usage: { total_tokens: 5 } }));
  expect(JSON.parse(text)).toEqual({
    data: [{ embedding: '[… 1536 numbers missing …]' }],
    usage: { total_tokens: 5 },
  });
  expect(truncated).toBe(false);
});

describe('where there is more text than may be kept', () => {
  const usage = { input_tokens: 1, details: [{ cached_tokens: 0 }] };

  test('the longest texts lose their middles, and short values stay wherever they are', () => {
    const content = `Begin ${'long text '.repeat(1e6)}end.`;
    const messages = [
      { role: 'user', content },
      { role: 'assistant', content: 'Short.' },
      { role: 'user', content },
    ];
    const { text, truncated } = condense(JSON.stringify({ id: 1, messages, model: 'm', usage }), tight);
    const kept = expect.stringMatching(/^Begin .{1000,}\[… \d+ characters missing …\].{1000,}end\.$/);
    expect(JSON.parse(text)).toEqual({
      id: 1,
      messages: [{ role: 'user', content: kept }, messages[1], { role: 'user', content: kept }],
      model: 'm',
      usage,
    });
    expect(truncated).toBe(true);
  });

  test('a text has as much of its beginning as of its end, whatever its length', () => {
    const words = Array.from({ length: 10_000 }, (_, index) => `é${index}`).join(' ');
    const json = fc.boolean();
    fc.assert(
      fc.property(fc.integer({ min: tight.maxBytes, max: words.length }), json, (chars, isJson) => {
        const text = words.slice(0, chars);
        const condensed = condense(isJson ? `["${text}"]` : text, tight);
        const [all = '', head = '', missing, tail = ''] = ends.exec(condensed.text) ?? [];
        expect(text.startsWith(head) && text.endsWith(tail)).toBe(true);
        expect(head.length + tail.length + Number(missing)).toBe(chars);
        for (const end of [head, tail]) {
          expect(Buffer.byteLength(end)).toBeGreaterThan(0.4 * tight.maxBytes);
          expect(Buffer.byteLength(end)).toBeLessThan(0.5 * tight.maxBytes);
        }
        expect(all).toBe(condensed.text);
      }),
    );
  });
  const ends = /^(?:\[")?(.*)\[… (\d+) characters missing …\](.*?)(?:"\])?$/s;

  test('and too many of them, those in the middle are left out', () => {
    const messages = Array.from({ length: 100_000 }, (_, index) => ({ role: 'user', content: `Number ${index}.` }));
    const { text, truncated } = condense(JSON.stringify({ messages, model: 'm', usage }), tight);
    const kept: { readonly messages: readonly unknown[] } = JSON.parse(text);
    expect(kept).toEqual({ messages: expect.anything(), model: 'm', usage });
    expect(kept.messages.slice(0, 50)).toEqual(messages.slice(0, 50));
    expect(kept.messages.slice(-50)).toEqual(messages.slice(-50));
    expect(truncated).toBe(true);
  });

  test('media and numbers give way before texts', () => {
    const content = 'All of the words. '.repeat(300);
    const value = { content, thought: randomFile.toString('base64'), tokens: [...randomFile] };
    const { text, truncated } = condense(JSON.stringify(value), tight);
    expect(JSON.parse(text)).toMatchObject({ content, thought: expect.stringContaining(sha256) });
    expect(truncated).toBe(true);
  });

  test('text that is no JSON keeps its beginning and its end', () => {
    const { text, truncated } = condense(`<html>${'<p>😀</p>'.repeat(1e5)}</html>`, tight);
    expect(text).toMatch(/^<html>.*\[… \d+ characters missing …\].*<\/html>$/su);
    expect(text).not.toMatch(/\p{Surrogate}/u);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(tight.maxBytes);
    expect(truncated).toBe(true);
  });

  test.each(['[', '{"a":', '[{"a":[', '[1,', '{"0":1,"x":['])('nesting of any depth is bounded: %s', (opening) => {
    const { text } = condense(`{"model":"m","deep":${opening.repeat(100_000)}`, tight);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(tight.maxBytes);
    expect(recoverJson(text)).toMatchObject({ model: 'm' });
  });
});

test.each<[string, string]>([
  ['messages', '{"role":"user","content":"Some \\"words\\" of a message\\n"},'],
  ['one text', '"'.padEnd(10_000, 'Some words, and é. ')],
  ['base64', `"${'QUJD'.repeat(2500)}`],
  ['numbers', '0.123456,'.repeat(10)],
  ['lists of numbers and more', '[1,"a"],'],
  ['backslashes', `"${'\\\\'.repeat(5000)}`],
  ['opening brackets', '[{"a":['],
  ['closing brackets', ']}'],
  ['keys', `{"${'k'.repeat(2000)}":1,`],
  ['quotes', '"'],
])('ten times as much takes ten times as long: %s', (_what, unit) => {
  const prepare = (chars: number) => {
    const text = `[${unit.repeat(Math.ceil(chars / unit.length))}`;
    return () => condense(text, tight, () => 2000);
  };
  expect(growth(prepare, 30_000)).toBeLessThanOrEqual(linear);
});
