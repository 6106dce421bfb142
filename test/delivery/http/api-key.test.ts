import { ApiKey, isInClear, keyHint } from '../../../src/delivery/http/api-key';

const never = new AbortController().signal;

test('a key that was refused to four requests at once is asked for again once', async () => {
  let asked = 0;
  const key = new ApiKey(async () => `key-${asked++}`);
  const first = await key.current(never);
  expect(await Promise.all(Array.from({ length: 4 }, () => key.instead(first, never)))).toEqual(
    Array.from({ length: 4 }, () => 'key-1'),
  );
  expect(asked).toBe(2);
});

test('a key that another request has replaced already is not asked for again', async () => {
  let asked = 0;
  const key = new ApiKey(() => `key-${asked++}`);
  const first = await key.current(never);
  await key.instead(first, never);
  expect(await key.instead(first, never)).toBe('key-1');
  expect(asked).toBe(2);
});

test('a key given as text stays what it is', async () => {
  const key = new ApiKey('hh_1');
  expect(await key.instead(await key.current(never), never)).toBe('hh_1');
});

test.each([
  ['hh_live_0123456789', 'ending in …6789'],
  ['short', '(a short one)'],
  [undefined, '(none is set)'],
])('%s is told as "%s"', (key, hint) => {
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
])('%s can be overheard: %s', (url, expected) => {
  expect(isInClear(new URL(url))).toBe(expected);
});
