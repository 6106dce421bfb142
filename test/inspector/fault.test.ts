import { Agent, request } from 'node:http';
import { type Fault, type Receiver, type ScriptEntry, startReceiver } from '../../src/inspector';
import { event, idOf, post, type Reply, sendEvents } from './post';

let receiver: Receiver;

beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

const three = (): Promise<Reply> => sendEvents(receiver.url, event(1), event(2), event(3));
const storedIds = (): readonly string[] => receiver.events.map((one) => one.event_id);
const all = [idOf(1), idOf(2), idOf(3)];

describe('a fault with a whole response', () => {
  test.each<[string, Fault, Partial<Reply>, readonly string[]]>([
    [
      'an error status comes with the error body and stores nothing',
      { status: 503, retryAfter: '2' },
      {
        status: 503,
        headers: expect.objectContaining({ 'retry-after': '2' }),
        json: { statusCode: 503, message: 'Service Unavailable', success: false, errorCode: 'SERVICE_UNAVAILABLE' },
      },
      [],
    ],
    [
      'a redirect names its target',
      { status: 307, headers: { location: '/x' } },
      { status: 307, headers: expect.objectContaining({ location: '/x' }) },
      [],
    ],
    [
      'a page of HTML under an error status stores nothing',
      { html: 502 },
      { status: 502, text: expect.stringMatching(/^<!doctype html>/) },
      [],
    ],
    [
      'a page of HTML under status 200, as from a captive portal, stores nothing',
      { html: 200 },
      { status: 200, headers: expect.objectContaining({ 'content-type': expect.stringMatching(/^text\/html/) }) },
      [],
    ],
    [
      'another body under status 200 stores all',
      { body: 'ok', contentType: 'text/plain' },
      { status: 200, text: 'ok' },
      all,
    ],
    ['an empty body stores all', { body: '' }, { status: 200, text: '' }, all],
    ['status 204 stores all', { status: 204 }, { status: 204, text: '' }, all],
    ['another body under an error status stores nothing', { status: 500, body: '{' }, { status: 500, text: '{' }, []],
    [
      'the first two records are rejected',
      { partial: 2 },
      {
        status: 500,
        json: { event_ids: [idOf(3)], errors: ['Could not create event', 'Could not create event'], success: true },
      },
      [idOf(3)],
    ],
    [
      'records are rejected by their id',
      { partial: [idOf(2)] },
      { status: 500, json: expect.objectContaining({ event_ids: [idOf(1), idOf(3)] }) },
      [idOf(1), idOf(3)],
    ],
    [
      'records are rejected by a function, and the body can say so',
      { partial: (record) => record['event_id'] === idOf(1), success: false },
      { status: 500, json: { event_ids: [idOf(2), idOf(3)], errors: ['Could not create event'], success: false } },
      [idOf(2), idOf(3)],
    ],
    [
      'records are missing in a response with status 200',
      { missingIds: 1 },
      { status: 200, json: { event_ids: [idOf(2), idOf(3)], success: true } },
      [idOf(2), idOf(3)],
    ],
    ['a body over a limit is rejected', { status: 413, overBytes: 100 }, { status: 413 }, []],
    ['a body under the limit is not', { status: 413, overBytes: 100_000 }, { status: 200 }, all],
    [
      'one bad record has the whole request rejected',
      { status: 400, ifAny: (record) => record['event_id'] === idOf(2) },
      { status: 400 },
      [],
    ],
    [
      'a request without the bad record is accepted',
      { status: 400, ifAny: (record) => record['event_id'] === idOf(9) },
      { status: 200 },
      all,
    ],
    [
      'a response sent byte by byte is complete',
      { trickle: 1 },
      { status: 200, json: { event_ids: all, success: true } },
      all,
    ],
  ])('%s', async (_rule, fault, reply, stored) => {
    receiver.script(fault);
    expect(await three()).toMatchObject(reply);
    expect(storedIds()).toEqual(stored);
  });

  test('an endpoint that answers with new ids stores the records under their own', async () => {
    receiver.script({ ownIds: true });
    const { json } = (await three()) as Reply & { json: { event_ids: string[] } };

    expect(json.event_ids).toHaveLength(3);
    expect(json.event_ids.filter((id) => all.includes(id))).toEqual([]);
    expect(storedIds()).toEqual(all);
  });

  test('the records of a late response are stored before it', async () => {
    receiver.script({ delayMs: 300 });
    const answered = jest.fn();
    const reply = three().then(answered);
    await receiver.waitForEvents(3);

    expect(answered).not.toHaveBeenCalled();
    await reply;
  });
});

describe('a fault without a whole response', () => {
  test.each<[string, Fault, RegExp, readonly string[], number | undefined]>([
    [
      'a reset before the headers stores nothing',
      { resetBefore: 'headers' },
      /ECONNRESET|socket hang up/,
      [],
      undefined,
    ],
    ['a response that ends half way through its body has stored all', { resetBefore: 'body' }, /aborted/, all, 200],
    [
      'an error response that ends half way through its body has stored nothing',
      { resetBefore: 'body', status: 502 },
      /aborted/,
      [],
      502,
    ],
    ['a response that is lost has stored all', { acceptThenReset: true }, /ECONNRESET|socket hang up/, all, undefined],
  ])('%s', async (_rule, fault, message, stored, status) => {
    receiver.script(fault);
    await expect(three()).rejects.toThrow(message);
    expect(storedIds()).toEqual(stored);
    expect(receiver.requests.map((one) => one.status)).toEqual([status]);
  });

  test('a hanging request is listed, stores nothing and is never answered', async () => {
    receiver.script({ hang: true });
    const reply = three();
    const outcome = expect(reply).rejects.toThrow();
    await receiver.waitForRequests(1);

    expect(receiver.requests[0]).toMatchObject({ ids: all, status: undefined });
    expect(storedIds()).toEqual([]);
    await receiver.close();
    await outcome;
  });

  test('a kept-alive connection is closed unannounced after its response', async () => {
    receiver.script({ thenClose: true });
    const agent = new Agent({ keepAlive: true });
    const connection = await new Promise<string | undefined>((resolve, reject) => {
      const sent = request(receiver.url, { agent }, (response) => {
        response.resume();
        sent.socket?.once('close', () => resolve(response.headers.connection));
      });
      sent.on('error', reject).end();
    });
    agent.destroy();

    expect(connection).not.toBe('close');
  });
});

describe('a script', () => {
  test.each<[string, ScriptEntry[], number[]]>([
    ['is followed in order, and no fault follows it', [{ status: 503 }, 'ok', { status: 429 }], [503, 200, 429, 200]],
    [
      'can name a permanent fault for the requests after it',
      [{ always: { status: 401 } }, { status: 503 }],
      [503, 401, 401, 401],
    ],
    ['can end a permanent fault', [{ always: { status: 401 } }, { always: 'ok' }], [200, 200, 200, 200]],
  ])('%s', async (_rule, entries, expected) => {
    receiver.script(...entries);
    const statuses: number[] = [];
    for (const n of [1, 2, 3, 4]) statuses.push((await sendEvents(receiver.url, event(n))).status);

    expect(statuses).toEqual(expected);
  });

  test('counts requests of every kind', async () => {
    receiver.script({ status: 503 });

    expect((await post(`${receiver.url}/nowhere`, '')).status).toBe(503);
    expect((await three()).status).toBe(200);
  });
});
