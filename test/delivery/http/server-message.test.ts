import * as fc from 'fast-check';
import { quote } from '../../../src/delivery/http/server-message';

const body = (text: string): Buffer[] => [
  Buffer.from(JSON.stringify({ model_events: [{ event_id: '1', model: 'gpt-5', messages: [{ content: text }] }] })),
];

describe('the words of a server', () => {
  test.each<[string, string, string]>([
    [
      'stay as they are when none of them were sent',
      'Could not create event due to missing model',
      'Could not create event due to missing model',
    ],
    ['keep the names of fields', 'event_id: must be a uuid', 'event_id: must be a uuid'],
    ['lose what they repeat', 'Unexpected value "buy 300 tulips"', 'Unexpected value "…"'],
    ['lose what they repeat in part', 'value starts with tuli', 'value starts with …'],
    ['lose keys', 'key hh_live_123 is unknown, Bearer hh_x is unknown', 'key … is unknown, … is unknown'],
    ['lose the secrets of headers', 'gateway said s3cr3t-token', 'gateway said …'],
    ['stay on one line', 'first\r\n\tsecond\u0000third', 'first second third'],
  ])('%s', (_rule, message, expected) => {
    expect(quote(message, { body: body('buy 300 tulips'), secrets: ['s3cr3t-token'] })).toBe(expected);
  });

  test('are cut to 300 characters', () => {
    expect(quote('unheard '.repeat(1000), { body: [], secrets: [] })).toHaveLength(300);
  });

  test('never hold a word of the prompt, whatever part of it they echo', () => {
    const word = fc.stringMatching(/^[a-z0-9À-ſ一-龥]{4,12}$/);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 8 }), fc.nat(3), (words, cut) => {
        const secret = words.map((each) => `zq${each}`);
        const said = quote(`Invalid value: ${secret.join(' ').slice(cut)}`, {
          body: body(secret.join(' ')),
          secrets: [],
        });
        expect(secret.filter((each) => said.includes(each))).toEqual([]);
      }),
    );
  });
});
