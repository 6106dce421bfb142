import { boundedBody } from '../../src/wire/bounded-body';
import { chatRequest, chatResponse, exchangeOf, recordingOf, streamOf } from './support/recordings';

const unknown = (count: number, prefix: string) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`${prefix}${index}`, index]));

const amid = (body: object) => ({ ...unknown(2000, 'before'), ...body, ...unknown(2000, 'after') });

test('of too many unknown members the first and the last stay, and the exchange says that some are missing', () => {
  const exchange = exchangeOf(recordingOf({ response: amid(chatResponse) }));
  const names = Object.keys(exchange.response.extra);
  expect(exchange.truncated).toBe(true);
  expect(names.length).toBeLessThan(1010);
  expect(names).toEqual(expect.arrayContaining(['before0', 'before499', 'after1500', 'after1999']));
});

test('of too many members below the outermost object the first and the last stay, and the exchange says so', () => {
  const usage = { ...unknown(45_000, 'k'), prompt_tokens: 30 };
  const { response, truncated } = exchangeOf(recordingOf({ response: { ...chatResponse, usage } }));
  expect(truncated).toBe(true);
  expect(response.attributes).toMatchObject({ 'gen_ai.usage.input_tokens': 30 });
  const request = exchangeOf(recordingOf({ request: { ...chatRequest, metadata: unknown(45_000, 'k') } }));
  expect(request.truncated).toBe(true);
  expect(Object.keys(request.request.extra['metadata'] as object).length).toBeLessThan(10_500);
});

test('what is read stays, however deep other members are nested', () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  const response = Buffer.from(`${JSON.stringify(chatResponse).slice(0, -1)},"deep":${deep}}`);
  const { response: read, truncated } = exchangeOf(recordingOf({ response }, { headers: {} }));
  expect(truncated).toBe(true);
  expect({ ...read, extra: {} }).toEqual({ ...exchangeOf(recordingOf()).response, extra: {} });
});

test.each([
  ['a response', recordingOf({ response: amid(chatResponse) }), recordingOf()],
  ['a request', recordingOf({ request: amid(chatRequest) }), recordingOf()],
  [
    'an event of a stream',
    recordingOf({ response: streamOf([amid({ choices: [{ index: 0, delta: { content: 'Paris.' } }] })]) }),
    recordingOf({ response: streamOf([{ choices: [{ index: 0, delta: { content: 'Paris.' } }] }]) }),
  ],
])('what is read of %s stays, however many unknown members are around it', (_where, crowded, plain) => {
  const { request, response } = exchangeOf(crowded);
  const expected = exchangeOf(plain);
  expect({ ...request, extra: {} }).toEqual({ ...expected.request, extra: {} });
  expect({ ...response, extra: {} }).toEqual({ ...expected.response, extra: {} });
});

test('a stream of many new members has the first and the last of them', () => {
  const chunks = Array.from({ length: 3000 }, (_, index) => ({
    choices: [{ index: 0, delta: { content: 'x' } }],
    [`k${index}`]: index,
  }));
  const { response, truncated } = exchangeOf(recordingOf({ response: streamOf(chunks) }));
  expect(truncated).toBe(true);
  expect(response.extra).toMatchObject({ k0: 0, k2999: 2999 });
  expect(Object.keys(response.extra)).toHaveLength(1000 - 1);
});

test('of too many choices the first and the last stay', () => {
  const choices = Array.from({ length: 3000 }, (_, index) => ({ index, message: { content: `${index}` } }));
  const { response, truncated } = exchangeOf(recordingOf({ response: { choices } }));
  expect(truncated).toBe(true);
  expect(response.messages).toHaveLength(1000);
  expect(response.messages.at(-1)?.parts).toEqual([{ type: 'text', content: '2999' }]);
});

test('a body of no more members is the same object', () => {
  const body = unknown(1000, 'k');
  expect(boundedBody(body)).toEqual({ body, isCut: false });
  expect(boundedBody(body).body).toBe(body);
});
