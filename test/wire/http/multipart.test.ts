import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { Multipart } from '../../../src/wire/http/multipart';

const digest = (bytes: Buffer): string =>
  `[… ${bytes.length} bytes, SHA-256 ${createHash('sha256').update(bytes).digest('hex')} …]`;

async function bytesOf(form: FormData): Promise<{ readonly boundary: string; readonly bytes: Buffer }> {
  const response = new Response(form);
  const boundary = /boundary=(.*)$/.exec(response.headers.get('content-type') ?? '')?.[1] ?? '';
  return { boundary, bytes: Buffer.from(await response.arrayBuffer()) };
}

function read(boundary: string, bytes: Buffer, size: number): unknown {
  const form = new Multipart(boundary);
  for (let at = 0; at < bytes.length; at += size) form.write(Buffer.from(bytes.subarray(at, at + size)));
  return form.end();
}

const file = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));

test('a form has the same fields and files, in whatever pieces it passes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string(), file, fc.integer({ min: 1, max: 300 }), async (text, bytes, size) => {
      const form = new FormData();
      form.append('prompt', text);
      form.append('image[]', new Blob([bytes], { type: 'image/png' }), 'a.png');
      form.append('n', '2');
      const { boundary, bytes: body } = await bytesOf(form);
      expect(read(boundary, body, size)).toEqual({
        prompt: text.replaceAll(/\r\n|\r|\n/g, '\r\n'), // as forms have lines
        image: [{ type: 'blob', modality: 'image', mime_type: 'image/png', name: 'a.png', content: digest(bytes) }],
        n: '2',
      });
    }),
    { numRuns: 60 },
  );
});

test('of a file of any size nothing is kept', () => {
  const form = new Multipart('b');
  form.write(Buffer.from('--b\r\nContent-Disposition: form-data; name="file"; filename="a.mp3"\r\n\r\n'));
  const piece = Buffer.alloc(64 * 1024, 7);
  for (let pieces = 0; pieces < 200; pieces += 1) form.write(piece);
  expect(form.kept).toBeLessThan(200);
  form.write(Buffer.from('\r\n--b--\r\n'));
  expect(form.end()).toMatchObject({ file: { modality: 'audio', content: digest(Buffer.alloc(200 * 64 * 1024, 7)) } });
  expect(form.isCut).toBe(false);
});

test.each<[what: string, bytes: string, fields: unknown]>([
  ['without an end', '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\none', {}],
  ['without a name', '--b\r\nContent-Disposition: form-data\r\n\r\none\r\n--b--', {}],
  ['that is none', 'one two', {}],
  [
    'whose names repeat',
    '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n2\r\n--b--',
    { a: ['1', '2'] },
  ],
])('a form %s is read as far as it goes', (_what, bytes, fields) => {
  expect(read('b', Buffer.from(bytes), 7)).toMatchObject(fields as object);
});
