import fc from 'fast-check';
import { cleaningText, cleaningTexts, withCleanTexts } from '../../src/privacy/clean-texts';
import { textWithoutSecrets } from '../../src/privacy/secret-text';
import { withoutSecrets } from '../../src/privacy/without-secrets';
import { finish, type Steps } from '../../src/runtime/steps';
import { growth, linear } from '../support/growth';

const cleaned = (text: string): string => finish(cleaningText(text));

function stepsOf(steps: Steps<unknown>): number {
  let count = 1;
  while (steps.next().done !== true) count += 1;
  return count;
}

const times = (count: number, item: (index: number) => string, between = ' '): string =>
  Buffer.from(Array.from({ length: count }, (_, index) => item(index)).join(between)).toString();

const secret = 'Zq9xLm2Wt7Kp4Rv8';

/** Long texts full of one kind of secret, of some 30 characters each. */
const longTexts: Readonly<Record<string, (count: number) => string>> = {
  URLs: (count) => times(count, (index) => `https://u:${secret}@host${index}.test/?key=${secret}`),
  'URLs without a secret': (count) => times(count, (index) => `https://host${index}.test/a?page=${index}`),
  assignments: (count) => times(count, (index) => `${index} api key=${secret} and`),
  'spaces around signs': (count) => times(count, () => `password  :  "${secret}"`),
  'bearer tokens': (count) => times(count, () => `Bearer ${secret}`),
  'white space': (count) => times(count, () => ' '.repeat(30), ''),
  webhooks: (count) => times(count, () => `to hooks.slack.com/services/T0/${secret} sig=${secret}`),
  lines: (count) => times(count, () => `authorization: ${secret} ${secret}`, '\n'),
};

describe.each(Object.entries(longTexts))('a text of many %s', (_kind, textOf) => {
  test('is cleaned in steps like at once', () => {
    const text = textOf(3000);
    expect(cleaned(text)).toBe(textWithoutSecrets(text));
    expect(cleaned(text)).not.toContain(secret);
  });

  test('is cleaned in linear time', () => {
    const prepare = (count: number) => {
      const text = textOf(count);
      return () => cleaned(text);
    };
    expect(growth(prepare, 300)).toBeLessThanOrEqual(linear);
  });

  test('is cleaned in steps that do not grow', () => {
    expect(stepsOf(cleaningText(textOf(20_000))) - stepsOf(cleaningText(textOf(5000)))).toBeGreaterThanOrEqual(15);
  });
});

test('a header goes on to the end of its line, however long that is', () => {
  const text = `x\ncookie: ${times(5000, (index) => `a${index}=${secret}`, '; ')}\nend`;
  expect(cleaned(text)).toBe('x\ncookie: [redacted]\nend');
});

test('a private key goes on to its end', () => {
  const text = `-----BEGIN PRIVATE KEY-----\n${times(5000, () => secret, '\n')}\n-----END PRIVATE KEY----- ${'x '.repeat(9)}`;
  expect(cleaned(text)).toBe(`[redacted] ${'x '.repeat(9)}`);
});

test('wherever a long text is divided, no secret is divided that has a name', () => {
  const parts = [
    'password',
    'api key',
    'Bearer',
    ' ',
    '  ',
    '\n',
    '=',
    ': ',
    '"',
    'x',
    secret,
    'authorization',
    ';',
    '    ',
    'sig',
  ];
  const part = fc.constantFrom(
    ...parts,
    'https://u:p@h.test/?key=k',
    'sk-abcdefghijklmnop',
    'word ',
    'hooks.slack.com/services/T0/B0/abc ',
  );
  fc.assert(
    fc.property(fc.array(part, { minLength: 200, maxLength: 400 }), fc.nat(7), (words, shift) => {
      const text = 'y'.repeat(shift) + words.join('').repeat(25);
      expect(cleaned(text)).toBe(textWithoutSecrets(text));
    }),
    { numRuns: 60 },
  );
});

test('long texts within values are found, also in JSON that is a text, or was cut', () => {
  const long = times(2000, (index) => `https://u:${secret}@host${index}.test/`);
  const whole = { 'app.text': long, 'app.json': JSON.stringify({ a: [`${long} 2`] }), 'app.key': long };
  const values = { ...whole, 'app.cut': whole['app.json'].slice(0, -3) };
  const clean = finish(cleaningTexts([values]));
  expect([...clean.keys()]).toEqual(expect.arrayContaining([long, `${long} 2`, values['app.cut']]));
  for (const [name, value] of Object.entries(values)) {
    const atOnce = withoutSecrets(value, name);
    expect(withCleanTexts(clean, () => withoutSecrets(value, name))).toBe(atOnce);
    expect(atOnce).not.toContain(secret);
  }
});

test('a value that holds itself is looked at once', () => {
  const value: Record<string, unknown> = {};
  value['self'] = value;
  expect(finish(cleaningTexts([value])).size).toBe(0);
});
