import { ApiKey, isInClear, keyHint } from '../../../src/delivery/http/api-key';

const never = new AbortController().signal;

test('a key that was rejected for four requests at once is fetched again once', async () => {
  let fetched = 0;
  const key = new ApiKey(async () => `key-${fetched++}`);
  const first = await key.current(never);
  expect(await Promise.all(Array.from({ length: 4 }, () => key.replacementOf(first, never)))).toEqual(
    Array.from({ length: 4 }, () => 'key-1'),
  );
  expect(fetched).toBe(2);
});

test('a key that another request has replaced already is not fetched again', async () => {
  let fetched = 0;
  const key = new ApiKey(() => `key-${fetched++}`);
  const first = await key.current(never);
  await key.replacementOf(first, never);
  expect(await key.replacementOf(first, never)).toBe('key-1');
  expect(fetched).toBe(2);
});

test.each(['hh_1\n', '"hh_1"', " 'hh_1'\n"])(
  'what a file has around a key, as in %j, is no part of it',
  async (text) => {
    expect(await new ApiKey(() => text).current(never)).toBe('hh_1');
  },
);

test('a key that is a string stays the same', async () => {
  const key = new ApiKey('hh_1');
  expect(await key.replacementOf(await key.current(never), never)).toBe('hh_1');
});

test.each([
  ['hh_live_0123456789', 'ends in …6789'],
  ['short', '5 characters; is it complete?'],
  ['x', '1 character; is it complete?'],
  [undefined, 'none was sent'],
])('%s is hinted at by "%s"', (key, hint) => {
  expect(keyHint(key)).toBe(hint);
});

test.each([
  ['https://api.honeyhive.ai/', false],
  ['http://localhost:4318/', false],
  ['http://api.localhost/', false],
  ['http://127.0.0.1/', false],
  ['http://127.8.9.1/', false],
  ['http://[::1]:80/', false],
  ['http://api.honeyhive.ai/', true],
  ['http://10.0.0.1/', true],
  ['http://localhost.example/', true],
  ['http://127.0.0.1.example/', true],
])('%s is sent in clear text: %s', (url, expected) => {
  expect(isInClear(new URL(url))).toBe(expected);
});
