import * as fc from 'fast-check';
import { sanitizeServerMessage } from '../../../src/delivery/http/server-message';

const body = (text: string): Buffer[] => [
  Buffer.from(JSON.stringify({ model_events: [{ event_id: '1', model: 'gpt-5', messages: [{ content: text }] }] })),
];

describe('a server’s message in a log', () => {
  test.each<[string, string, string]>([
    [
      'stays as it is if none of its words were sent',
      'Could not create event due to missing model',
      'Could not create event due to missing model',
    ],
    ['keeps the names of fields', 'event_id: must be a uuid', 'event_id: must be a uuid'],
    ['loses what it repeats of the request', 'Unexpected value "buy 300 tulips"', 'Unexpected value "…"'],
    ['loses parts of words that it repeats', 'value starts with tuli', 'value starts with …'],
    ['loses keys', 'key hh_live_123 is unknown, Bearer hh_x is unknown', 'key … is unknown, … is unknown'],
    ['loses secrets of headers', 'gateway has s3cr3t-token', 'gateway has …'],
    ['is one line', 'first\r\n\tsecond\u0000third', 'first second third'],
  ])('%s', (_rule, message, expected) => {
    expect(sanitizeServerMessage(message, { body: body('buy 300 tulips'), secrets: ['s3cr3t-token'] })).toBe(expected);
  });

  test('has a word that is the name of a field in any piece of the body', () => {
    const pieces = [...body('my weather'), Buffer.from('{"weather":1}')];
    expect(sanitizeServerMessage('no weather', { body: pieces, secrets: [] })).toBe('no weather');
    expect(sanitizeServerMessage('no weather', { body: pieces.slice(0, 1), secrets: [] })).toBe('no …');
  });

  test('has the usual words in any case, though the prompt has them, too', () => {
    expect(sanitizeServerMessage('Missing FIELD', { body: body('Missing FIELD'), secrets: [] })).toBe('Missing FIELD');
  });

  test('loses every word after the sixteenth that is not usual, so that the body is not searched for long', () => {
    const words = Array.from({ length: 17 }, (_, index) => `word${index}`);
    const message = sanitizeServerMessage(words.join(' '), { body: body(''), secrets: [] });
    expect(message).toBe([...words.slice(0, 16), '…'].join(' '));
  });

  test('says a word twice that it has twice, and an empty secret hides nothing', () => {
    const message = 'key: no key, Bearer   hh';
    expect(sanitizeServerMessage(message, { body: [], secrets: [''] })).toBe('key: no key, …');
  });

  test('is cut to 300 characters', () => {
    expect(sanitizeServerMessage('unknown '.repeat(1000), { body: [], secrets: [] })).toHaveLength(300);
  });

  test('never holds a word of the prompt, whatever part of it the server echoes', () => {
    const word = fc.stringMatching(/^[a-z0-9À-ſ一-龥]{4,12}$/);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 8 }), fc.nat(3), (words, cut) => {
        const secret = words.map((each) => `zq${each}`);
        const message = sanitizeServerMessage(`Invalid value: ${secret.join(' ').slice(cut)}`, {
          body: body(secret.join(' ')),
          secrets: [],
        });
        expect(secret.filter((each) => message.includes(each))).toEqual([]);
      }),
    );
  });
});
