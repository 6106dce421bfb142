import type { Json } from '../../../src/json/json';
import { answerParts } from '../../../src/mapping/messages/answer-parts';

const png = Buffer.from('89504e470d0a1a0a', 'hex').toString('base64').replace(/=+$/, '').padEnd(100, 'A');
const blob = { type: 'blob', mime_type: 'image/png', content: png };
const text = { type: 'text', text: 'Sunny' };
const pngUri = `data:image/png;base64,${png}`;
const uriBlob = { ...blob, content: pngUri };

describe('the answer of a tool is its parts', () => {
  const image = { type: 'image_url', image_url: 'https://x/y.png' };
  test.each<[string, Json, object]>([
    ['a list of parts with types', [text, image], { parts: [text, image] }],
    ['a list of texts without types', [{ text: 'a' }, { text: 'b' }], { parts: [{ text: 'a' }, { text: 'b' }] }],
    ['a list with a part that has only a type', [text, { type: 'redacted' }], { parts: [text, { type: 'redacted' }] }],
    ['a list with an empty part', [text, {}], { parts: [text, {}] }],
    ['a list of the bytes of images', [png, pngUri], { parts: [blob, uriBlob] }],
    ['an image beside data', [{ temp: 18 }, png], { parts: [{ temp: 18 }, blob] }],
    ['the bytes of an image', png, { parts: [blob] }],
    ['a list in `value`', { type: 'content', value: [text, png], id: 1 }, { parts: [text, blob], beside: { id: 1 } }],
    ['a list with media in `content`', { content: [text, png], id: 1 }, { parts: [text, blob], beside: { id: 1 } }],
    ['an only member with media', { anything: png }, { parts: [blob] }],
    ['a member named for media', { screenshot: png, url: 'u' }, { parts: [blob, '{"url":"u"}'] }],
    ['a Buffer as JSON', { type: 'Buffer', data: [...Buffer.from(png, 'base64')] }, { parts: [blob] }],
    ['JSON as text that has media', JSON.stringify({ screenshot: png }), { parts: [blob] }],
  ])('%s', (_form, answer, expected) => {
    expect(answerParts(answer)).toEqual(expected);
  });
});

test.each<[string, Json]>([
  ['a text', 'Sunny'],
  ['a short text that could be the name of an image', 'iVBORw0KGgo'],
  ['a text that begins like a data URI', `data: ${'x'.repeat(100)}`],
  ['JSON as text without media', '[{"type":"text","text":"Sunny"}]'],
  ['JSON that was cut', `{"screenshot":"${png}`],
  ['a number', 18],
  ['null', null],
  ['an empty list', []],
  ['a list of data', [{ temp: 18 }, { temp: 20 }]],
  ['a list with a part and data', [text, { temp: 18 }]],
  ['a list of texts with more than their text', [{ text: 'a', id: 1 }]],
  ['a list of data whose type is no kind of part', [{ type: 'user', id: 1 }]],
  ['an object', { temp: 18 }],
  ['an object with a list without media', { content: [text] }],
  ['long bytes under a name of their own, beside others', { token: png, url: 'u' }],
])('%s is data', (_form, answer) => {
  expect(answerParts(answer)).toBeUndefined();
});
