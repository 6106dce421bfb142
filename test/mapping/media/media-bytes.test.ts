import type { Json } from '../../../src/json/json';
import { base64Of, bytesOf, isBase64, isCutBase64 } from '../../../src/mapping/media/media-bytes';

const cut = '[… cut off …]';
const digest = `[… 6000 bytes, SHA-256 ${'0a'.repeat(32)} …]`;

test.each<[string, Json | undefined, string | undefined]>([
  ['a text, whatever it says', 'Hi!', 'Hi!'],
  ['a list of bytes', [80, 97, 0, 255], 'UGEA/w=='],
  ['a Buffer', { type: 'Buffer', data: [80, 97] }, 'UGE='],
  ['the data of an object of another type', { type: 'base64', data: 'UGE=' }, 'UGE='],
  ['a typed array', { 0: 80, 1: 97 }, 'UGE='],
  ['numbers that a limit has cut off', [80, 97, cut], `UGE=${cut}`],
  ['a typed array that a limit has cut off', { 0: 80, 1: 97, [cut]: cut }, `UGE=${cut}`],
  ['no list without numbers', [], undefined],
  ['no cut list without numbers', [cut], undefined],
  ['no list of other numbers', [80, 256], undefined],
  ['no list of negative numbers', [-1, 80], undefined],
  ['no list of fractions', [0.5], undefined],
  ['no list of texts', [80, 'a'], undefined],
  ['no object whose keys begin elsewhere', { 1: 80, 2: 97 }, undefined],
  ['no object whose keys have gaps', { 0: 80, 2: 97 }, undefined],
  ['no object without members', {}, undefined],
  ['no object of a type without data', { type: 'Buffer' }, undefined],
  ['no data beside something that is no type', { type: 7, data: 'UGE=' }, undefined],
  ['no number', 80, undefined],
  ['nothing', undefined, undefined],
  ['no null', null, undefined],
])('the base64 of bytes is that of %s', (_what, value, expected) => {
  expect(base64Of(value)).toBe(expected);
});

test.each<[string, string, string | undefined]>([
  ['base64 of whole groups', 'UGFyaXM0', 'Paris4'],
  ['base64 with one character of padding', 'UGFyaXM=', 'Paris'],
  ['base64 with two', 'UGFyaQ==', 'Pari'],
  ['base64 in lines', 'UGFy\r\naXM0\n', 'Paris4'],
  ['base64 of URLs, without padding', 'Pz8_Pj4-Pw', '???>>>?'],
  ['base64 of URLs without two characters of padding', 'Pz8_Pj4', '???>>'],
  ['nothing of an empty text', '', undefined],
  ['nothing of padding that does not fill a group', 'UGFyaXM0=', undefined],
  ['nothing of too much padding', 'UGFya===', undefined],
  ['nothing of padding within', 'UG==UGFy', undefined],
  ['nothing of a character too many', 'UGFyaXM0U', undefined],
  ['nothing of base64 that lacks its padding', 'UG+yaQ', undefined],
  ['nothing of a sentence', 'Paris is.', undefined],
  ['nothing of a word between underscores', '__REDACTED__', undefined],
  ['nothing of a word in capitals', 'REDACTED', undefined],
  ['nothing of words in capitals', 'REDACTED_IMAGE', undefined],
  ['nothing of words in small letters', 'binary-data', undefined],
  ['nothing of a word', 'Redacted', undefined],
  ['zeros, which look like a word', 'AAAAAAAA', '\0\0\0\0\0\0'],
  ['a long run of letters', 'abcdefgh'.repeat(6), Buffer.from('abcdefgh'.repeat(6), 'base64').toString('latin1')],
])('the bytes of a text are %s', (_what, text, expected) => {
  expect(bytesOf(text)?.toString('latin1')).toBe(expected);
  expect(isBase64(text)).toBe(expected !== undefined);
});

test('what stands for base64 is as good as it is', () => {
  expect(isBase64(digest)).toBe(true);
  expect(bytesOf(digest)).toBeUndefined();
});

const long = 'iVBORw0KGgoA'.repeat(6);
test.each<[string, string, boolean]>([
  ['a long one that ends with a note', `${long}${cut}`, true],
  ['a long one whose last group is not whole', `${long}+VBOR`, true],
  ['a whole one', long, false],
  ['a short one', `${long.slice(0, 40)}${cut}`, false],
  ['a text', 'What is the capital of France, and which river flows through it, if any?', false],
  ['64 characters', `${long.slice(0, 63)}.`, false],
  ['65 characters, of which the last is none of base64', `${long.slice(0, 64)}.`, true],
])('whether base64 was cut: %s', (_what, text, expected) => {
  expect(isCutBase64(text)).toBe(expected);
});
