import { once } from 'node:events';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { type Receiver, startReceiver } from '../../../src/inspector';
import { endAll } from '../../support/cli';
import { type Answered, events, metricsOf, type RunningRelay, send, startRelay } from '../relay-process';

const token = 'a-token-of-this-test';
const authorization = { authorization: `Bearer ${token}` };
const batch = '/events/model/batch';

let honeyHive: Receiver;
let relay: RunningRelay;

beforeAll(async () => {
  honeyHive = await startReceiver();
  const args = ['--queue', 'memory', '--max-body', '1', '--max-queue', '4'];
  relay = await startRelay(args, { HH_API_URL: honeyHive.url, HH_RELAY_TOKEN: `another,${token}` });
});

afterAll(async () => {
  await endAll();
  await honeyHive.close();
});

type Headers = Readonly<Record<string, string>>;

const post = (path: string, body: unknown, headers: Headers = authorization): Promise<Answered> =>
  send(relay.url + path, body, { headers });

/** Bytes as they stand, over a socket. @returns all that comes back */
async function raw(text: string): Promise<string> {
  const { hostname, port } = new URL(relay.url);
  const socket = connect(Number(port), hostname);
  socket.write(text);
  let answer = '';
  socket.on('data', (chunk) => {
    answer += chunk;
  });
  await once(socket, 'close');
  return answer;
}

test.each<[what: string, path: string, body: unknown, headers: Headers, status: number, sentence: RegExp]>([
  ['no token', batch, {}, {}, 401, /a token of HH_RELAY_TOKEN/],
  ['a wrong token', batch, {}, { authorization: 'Bearer b-token-of-this-test' }, 401, /a token of HH_RELAY_TOKEN/],
  ['a token in another scheme', batch, {}, { authorization: `Basic ${token}` }, 401, /Bearer/],
  ['an unknown route', '/v2/events', {}, authorization, 404, /no such route/],
  ['another method', '/events', {}, authorization, 405, /Only PUT/],
  ['another content type', batch, 'a=b', { ...authorization, 'content-type': 'text/plain' }, 415, /application\/json/],
  ['another content encoding', batch, '{}', { ...authorization, 'content-encoding': 'br' }, 415, /gzip/],
  ['no JSON', batch, '{"model_events":[', authorization, 400, /no JSON object in UTF-8/],
  ['a text of bytes that are no UTF-8', batch, Buffer.from([0x7b, 0xff, 0x7d]), authorization, 400, /UTF-8/],
  ['JSON that is no object', batch, [1], authorization, 400, /no JSON object/],
  ['no list of events', batch, { events: [] }, authorization, 400, /no list model_events/],
  ['too many events', batch, { model_events: Array(10_001).fill(0) }, authorization, 413, /10000 events/],
  [
    'an option that is about the whole batch',
    batch,
    { model_events: [{}], is_single_session: true },
    authorization,
    400,
    /does not take is_single_session/,
  ],
  ['a start without a session', '/session/start', {}, authorization, 400, /no object session/],
  ['a body that is too large', batch, 'x'.repeat(2 ** 20 + 1), authorization, 413, /1048576 bytes/],
  [
    'a body that is too large when it is decompressed',
    batch,
    gzipSync('x'.repeat(4 * 2 ** 20 + 1)),
    { ...authorization, 'content-encoding': 'gzip' },
    413,
    /bytes, uncompressed/,
  ],
  [
    'a body that is half of what was compressed',
    batch,
    gzipSync(JSON.stringify({ model_events: events(1, 100) })).subarray(0, 100),
    { ...authorization, 'content-encoding': 'gzip' },
    400,
    /cannot be decoded/,
  ],
])('%s is answered with a status and a sentence', async (_what, path, body, headers, status, sentence) => {
  const answer = await post(path, body, headers);
  expect([answer.status, answer.text]).toEqual([status, expect.stringMatching(sentence)]);
});

test('a bomb of a thousand times its size is refused', async () => {
  const bomb = gzipSync(Buffer.alloc(512 * 2 ** 20), { level: 9 });
  const answer = await post(batch, bomb, { ...authorization, 'content-encoding': 'gzip' });
  expect(answer.status).toBe(413);
});

test('a full queue answers 503 with Retry-After, and takes what it has room for again', async () => {
  honeyHive.script({ always: { hang: true } });
  const full: Answered[] = [];
  for (let batchAt = 10; full.length === 0 && batchAt < 100; batchAt += 1) {
    const answer = await post(batch, { model_events: events(batchAt * 10, 1, 'x'.repeat(500_000)) });
    if (answer.status !== 200) full.push(answer);
  }
  expect(full[0]?.status).toBe(503);
  expect(full[0]?.headers.get('retry-after')).toBe('2');
  expect(full[0]?.json['message']).toBe('The queue is full. Nothing is lost if the request is made again.');
  expect(await metricsOf(relay)).toMatchObject({ queue_up: 1 });
});

test.each([
  ['what is no HTTP', 'hello\r\n\r\n', /^HTTP\/1.1 400 .*This is no request of HTTP\./s],
  [
    'a head that is too long',
    `GET /healthz HTTP/1.1\r\nx: ${'y'.repeat(40_000)}\r\n\r\n`,
    /^HTTP\/1.1 431 .*too long/s,
  ],
])('%s is answered with a sentence', async (_what, text, expected) => {
  expect(await raw(text)).toMatch(expected);
});

test('a head that does not come to its end is answered with 408', async () => {
  expect(await raw('POST /events HTTP/1.1\r\nhost: x\r\n')).toMatch(/^HTTP\/1.1 408 .*not sent in time/s);
});

test('a body of which half comes costs nothing, and the relay goes on', async () => {
  const { hostname, port } = new URL(relay.url);
  const socket = connect(Number(port), hostname);
  const head = `POST ${batch} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json`;
  socket.write(`${head}\r\ncontent-length: 1000\r\n\r\n{"model_events":[`);
  await once(socket, 'connect');
  socket.destroy();
  expect((await fetch(`${relay.url}/healthz`)).status).toBe(200);
});

test('nothing of what was sent is in the log', () => {
  expect(relay.run.out + relay.run.err).not.toMatch(/a-token|xxxx|model_events/);
});
