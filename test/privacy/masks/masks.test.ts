import fc from 'fast-check';
import type { Json } from '../../../src/json/json';
import { type MaskName, Masks } from '../../../src/privacy/masks/masks';
import { maskedInPieces } from '../../../src/privacy/masks/pieces';
import { finish } from '../../../src/runtime/steps';
import { growth, linear } from '../../support/growth';

const names: readonly MaskName[] = ['email', 'card', 'phone', 'key'];
const all = new Masks(names);

describe('a mail address is masked', () => {
  test.each([
    ['Write to alice@example.com, please', 'Write to [email], please'],
    ['<Alice.B+news@mail.example.co.uk>', '<[email]>'],
    ["'bob@example.com';carol@example.com", "'[email]';[email]"],
    ['müller@straße.example', '[email]'],
    ['?to=alice%40example.com&x=1', '?to=[email]&x=1'],
    ['mailto:alice@example.com.', 'mailto:[email].'],
    ['cut JSON {"a":"x\\nalice@example.com', 'cut JSON {"a":"x\\n[email]'],
    ['alice@example.com:hunter2 git@example.com: hello', '[email]:hunter2 [email]: hello'],
    ['https://alice@example.com:8080/x.git and digit@github.com:a/b', 'https://[email]:8080/x.git and [email]:a/b'],
  ])('in %s', (text, masked) => {
    expect(all.value(text)).toBe(masked);
  });

  test.each(
    [
      ['git@github.com:owner/name.git', 'git+ssh://git@github.com/owner/name', 'deploy@host.example:apps/name.git'],
      ['foo@1.2.3', '@scope/package', 'a @ b.com', 'x@y', 'user@localhost', 'icon@2x.png', 'model@20240620'],
    ].flat(),
  )('and %s is none', (text) => {
    expect(all.value(text)).toBe(text);
  });
});

const cards = [
  ...['4111111111111111', '4111 1111 1111 1111', '4111-1111-1111-1111', '4222222222222', '5555 5555 5555 4444'],
  ...['378282246310005', '3782 822463 10005', '6011111111111117', '3530111333300000', '30569309025904'],
  ...['2223003122003222', '6304000000000000'],
];

describe('the number of a card is masked', () => {
  test.each(cards)('as %s', (card) => {
    expect(all.value(`pay with ${card}, 12/27`)).toBe('pay with [card], 12/27');
    expect(all.value(`${card}\n`)).toBe('[card]\n');
  });

  test('between its order and its date', () => {
    expect(all.value('order 1234 4111 1111 1111 1111 12/27 123')).toBe('order 1234 [card] 12/27 123');
  });

  test.each([
    ['with a wrong digit', '4111111111111112'],
    ['of milliseconds', '1717171717171'],
    ['of nanoseconds', '1717171717171717171'],
    ['of a network that is none', '9111111111111112'],
    ['in hexadecimal digits', 'a4111111111111111'],
    ['of a fraction', '0.4111111111111111'],
  ])('and a number %s is none', (_what, text) => {
    expect(all.value(text)).toBe(text);
  });
});

const phones = [
  ...['+491511234567', '+49 151 1234567', '+49 (0) 151 1234-567', '+1 (650) 253-0000', '+44 20 7946 0958'],
  ...['0049 151 12345678', '(650) 253-0000', '650-253-0000', '650.253.0000', '1-800-555-0199', '020 7946 0958'],
  ...['0151 12345678', '089/1234567', '(030) 1234567', '01 23 45 67 89', '01.23.45.67.89', '090-1234-5678'],
  ...['138 1234 5678', '(11) 91234-5678', '07700 900123', '04 1234 5678'],
];

test.each(phones)('the telephone number %s is masked', (phone) => {
  expect(all.value(`Call ${phone}, please`)).toBe('Call [phone], please');
  expect(all.value(`tel:${phone}`)).toBe('tel:[phone]');
});

test.each([
  ...['2024-05-06T07:08:09.123456789Z', '2024-05-06 07:08:09', '01.02.2024 10:20', '12/31/2024', '05 12 2024 18:30'],
  ...['550e8400-e29b-41d4-a716-446655440000', '0af7651916cd43dd8448eb211c80319c', 'call_0123456789', '6502530000'],
  ...['192.168.100.200', '1.2.3', '+01:00', '3.14159265358979', '$1,234,567.89', '[1, 2, 3, 4, 5, 6, 7, 8, 9]'],
  ...['1717171717', '00:1b:44:11:3a:b7', 'gpt-4o-2024-08-06', '2 + 12 = 14', 'ISBN 978-3-16-148410-0'],
  // Accounts, and other numbers in groups that go on
  ...['DE89 3704 0044 0532 0130 00', 'NL91 ABNA 0417 1643 00', 'FR76 3000 6000 0112 3456 7890 189'],
  ...['GB82 WEST 1234 5698 7654 32', '3704 0044 0532 0130 00', '0001 0203 0405 0607', '090-1234-5678-9012'],
  ...[
    '08 15 22 29 36 43',
    '012 345 678 901 234 567 890',
    '138 1234 5678 9999',
    '650-253-0000-11',
    '1234 5678 9012 3456 7890',
  ],
  // Dates, versions and amounts
  ...['05 06 2024 07 08 09', '01-02-2024 03-04-2024', '2024.05.06.070809', '+1.2.3.4.5.6.7.8', '1.20.300.4000'],
  ...[
    '+1 000 000',
    '+1000000',
    '+1234567.89',
    '(+1,234,567)',
    'v1.800.555.0199',
    'build 100-200-3000',
    'SKU-555-123-4567',
  ],
])('%s is no telephone number, nor anything else', (text) => {
  expect(all.value(text)).toBe(text);
  expect(all.value(`see ${text}; 1`)).toBe(`see ${text}; 1`);
});

test.each([
  ['a date', '05 06 2024 020 7946 0958', '05 06 2024 [phone]'],
  ['an account', 'DE89 3704 0044 0532 0130 00 0151 12345678', 'DE89 3704 0044 0532 0130 00 [phone]'],
  ['another', '01 23 45 67 89 06 12 34 56 78', '[phone] [phone]'],
  ['a year', '650 253 0000 2024', '[phone] 2024'],
  ['a time', '650-253-0000 10:20', '[phone] 10:20'],
  ['a count', '020 7946 0958, 12 times', '[phone], 12 times'],
])('a telephone number beside %s is masked', (_what, text, masked) => {
  expect(all.value(text)).toBe(masked);
});

test('keys of known shapes are masked, whole private keys among them', () => {
  const pem = `-----BEGIN RSA PRIVATE KEY-----\n${'MIIEow+/IB 0151 12345678\n'.repeat(2000)}-----END RSA PRIVATE KEY-----`;
  expect(all.value(`use sk-proj-abcdefghijklmnop or AKIAIOSFODNN7EXAMPLE and ${pem}.`)).toBe(
    'use [key] or [key] and [key].',
  );
});

test('only what is named is masked, and expressions of one’s own in every text', () => {
  const text = 'alice@example.com 4111111111111111 +491511234567 sk-abcdefghijklmnop TICKET-1';
  expect(new Masks(['card']).value(text)).toBe(text.replace('4111111111111111', '[card]'));
  const own = new Masks([/TICKET-\d/, /~*/y]);
  expect(own.value({ a: [text], b: '{"t": "TICKET-1", "n": 1}' })).toEqual({
    a: [text.replace('TICKET-1', '[masked]')],
    b: '{"t": "[masked]", "n": 1}',
  });
});

describe('JSON in a text', () => {
  test('stays JSON, also where it is in another, with its numbers, its order and its white space', () => {
    const inner = '{"card":4111111111111111, "id":12345678901234567890}';
    const outer = `{"to" : "alice@example.com",\n "args": ${JSON.stringify(inner)}, "x": 1.0}`;
    const masked = all.value(outer);
    expect(masked).toBe(
      `{"to" : "[email]",\n "args": ${JSON.stringify(inner.replace('4111111111111111', '"[card]"'))}, "x": 1.0}`,
    );
  });

  test('has the names of its members masked, too', () => {
    expect(all.value({ 'alice@example.com': { card: 4111111111111111 } })).toEqual({ '[email]': { card: '[card]' } });
    expect(all.value('{"alice@example.com":1}')).toBe('{"[email]":1}');
  });

  test('has its negative numbers as they are, and long ones masked, as in a value', () => {
    const value = { n: -4111111111111111, long: 61154572667278950 };
    expect(all.value(value)).toEqual({ n: -4111111111111111, long: '[card]' });
    expect(all.value(JSON.stringify(value))).toBe('{"n":-4111111111111111,"long":"[card]"}');
  });

  test('is still JSON, whatever is in it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...cards, ...phones, 'alice@example.com'), (value, secret) => {
        const json = JSON.stringify({ value, secret, inner: JSON.stringify([secret, value]) });
        const masked = all.value(json);
        expect(masked).not.toContain(secret);
        expect(JSON.parse(masked)).toEqual(all.value(JSON.parse(json) as Json));
      }),
    );
  });
});

/** Words as they stand around what is to be masked. */
const words = fc.array(
  fc.oneof(
    fc.constantFrom('and', 'see:', '(a)', '12', '"x"', 'Nr.', '2024', '\n', '-', 'ü', 'call', '1,5', '{', ']', '007'),
    fc.stringMatching(/^[a-z]{1,8}$/),
  ),
  { maxLength: 30 },
);
const secrets = fc.array(
  fc.constantFrom(...cards, ...phones, 'alice@example.com', 'b.c+d@mail.example.org', 'sk-abcdefghijklmnopqrst'),
  { minLength: 1, maxLength: 6 },
);
const between = fc.constantFrom(' ', '\n', ', ', ' "', '; ');

describe('of any text', () => {
  test('nothing that was planted is left, and masking it again changes nothing', () => {
    fc.assert(
      fc.property(words, secrets, between, (around, planted, gap) => {
        const text = planted.map((secret) => [...around, secret].join(gap)).join(` and${gap}`);
        const masked = all.value(text);
        for (const secret of planted) expect(masked).not.toContain(secret);
        expect(all.value(masked)).toBe(masked);
      }),
    );
  });

  test('all else stays', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{1,9}[.!?]?$/), { minLength: 1 }), secrets, (plain, planted) => {
        const text = planted.flatMap((secret) => [...plain, secret, 'and']).join(', ');
        const parts = all.value(text).split(/\[(?:email|card|phone|key)\]/);
        expect(parts.map((part) => part.replaceAll(', and', ''))).toHaveLength(planted.length + 1);
        for (const part of parts.slice(0, -1)) expect(part.endsWith(`${plain.join(', ')}, `)).toBe(true);
      }),
    );
  });

  test('the same is masked, whatever pieces it is divided into', () => {
    const clean = (text: string): string => all.value(`;${text}`).slice(1); // never JSON
    fc.assert(
      fc.property(words, secrets, between, fc.integer({ min: 1, max: 40 }), (around, planted, gap, least) => {
        const text = planted.map((secret) => [...around, secret].join(gap)).join(gap);
        expect(finish(maskedInPieces(text, clean, least))).toBe(clean(text));
      }),
    );
  });

  test('nor if it has no white space, and a key has no end', () => {
    const clean = (text: string): string => all.value(`;${text}`).slice(1);
    const part = fc.oneof(
      secrets.map((planted) => planted.join('')),
      fc.constantFrom(
        '01 ',
        '4111 ',
        '-sk-',
        '_eyJabcdefgh.',
        '+1.',
        'a@b.',
        '@',
        '_',
        '-',
        '.',
        '😀',
        '00',
        '/',
        'hooks.slack.com/services/',
      ),
      fc.stringMatching(/^[A-Za-z\d+/=_-]{1,30}$/),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 40 }), fc.integer({ min: 1, max: 200 }), (parts, least) => {
        const text = parts.join('');
        expect(finish(maskedInPieces(text, clean, least))).toBe(clean(text));
      }),
    );
  });

  test('a number is found where a long text is cut', () => {
    const card = '4111 1111 1111 1111';
    for (let shift = 0; shift < card.length + 2; shift += 1) {
      const text = `${'word '.repeat(3277).slice(0, 16_384 - shift)} ${card} ${'word '.repeat(8000)}`;
      expect(all.value(text)).toBe(text.replace(card, '[card]'));
    }
  });
});

const hostile: Readonly<Record<string, string>> = {
  'digits and spaces': '1 ',
  'groups of digits': '4111 ',
  'beginnings of telephone numbers': '+1 (',
  'groups with a zero': '01 23 ',
  signs: 'a@',
  domains: 'a.b@a.',
  'beginnings of keys': 'sk-',
  'beginnings of tokens': 'eyJabcdefgh.',
  'private keys without an end': '-----BEGIN PRIVATE KEY-----',
  digits: '1',
  'escaped quotes': '\\"',
  'beginnings of JSON': '{"',
  'beginnings of tokens in words': '_eyJabcdefgh',
  'beginnings of keys in words': '_sk-abcdefgh',
  'addresses without anything between': 'alice@example.com',
  'numbers without anything between': '+49 151 1234567',
};

test.each(Object.entries(hostile))('a text of many %s is masked in linear time', (_what, part) => {
  const masking = (size: number) => {
    const text = Buffer.from(part.repeat(Math.ceil(size / part.length))).toString();
    return () => all.value(text);
  };
  expect(growth(masking, 1600)).toBeLessThanOrEqual(linear);
});

test.each(Object.entries(hostile).filter(([what]) => !what.startsWith('private keys')))(
  'a long text of many %s is masked in pieces, each but a few times',
  (_what, part) => {
    const text = part.repeat(160_000 / part.length);
    const lengths: number[] = [];
    const clean = (piece: string): string => {
      lengths.push(piece.length);
      return all.value(`;${piece}`).slice(1);
    };
    finish(maskedInPieces(text, clean)); // private keys are sought before
    expect(Math.max(...lengths)).toBeLessThan(80_000);
    expect(lengths.reduce((sum, length) => sum + length, 0)).toBeLessThan(40 * text.length);
  },
);

test('a long value is masked in steps that do not grow with it', () => {
  const stepsOf = (value: Json): number => [...all.masking(value)].length;
  const text = `${'Some words without anything, and then '.repeat(100)}alice@example.com `;
  expect(stepsOf(text)).toBe(0);
  expect(stepsOf(text.repeat(200))).toBeGreaterThan(20);
  expect(stepsOf(Array.from({ length: 200 }, () => text))).toBeGreaterThan(10);
  for (const value of [
    Array.from({ length: 200 }, () => text),
    [...Array(100_000).keys()],
    Array(50_000).fill({ a: 'b' }),
  ])
    expect(stepsOf(JSON.stringify(value))).toBeGreaterThan(10);
  for (const part of ['1 ', 'a', 'Ab1/', 'SOME WORDS 12 ', 'a.', '漢字'])
    expect(stepsOf(part.repeat(800_000 / part.length))).toBeGreaterThan(20);
});
