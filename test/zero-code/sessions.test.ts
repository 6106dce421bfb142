import { dirname } from 'node:path';
import { type Receiver, startReceiver } from '../../src/inspector';
import { type OpenAiStandIn, startOpenAi } from '../support/providers/openai.cjs';
import { node, register } from './app-process';
import { startLambda } from './lambda-process';

let provider: OpenAiStandIn;
let receiver: Receiver;
beforeAll(async () => {
  provider = await startOpenAi();
});
afterAll(() => provider.close());
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

interface Session {
  readonly id: string;
  readonly name?: string;
}

const environment = () => ({
  MODEL_URL: provider.url,
  HH_API_KEY: 'key',
  HH_COST: 'false',
  HH_API_URL: receiver.url,
  PACKAGE: dirname(register),
});

/** Runs an app; what it has printed. */
async function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<unknown> {
  const ended = await node(args, {
    env: { ...environment(), ...env },
  });
  expect({ stderr: ended.stderr, code: ended.code }).toEqual({ stderr: '', code: 0 });
  return ended.stdout === '' ? undefined : JSON.parse(ended.stdout);
}

/** By what each call says it was made for, the sessions of its records. */
function sessionsByTag(): ReadonlyMap<string, readonly (string | undefined)[]> {
  const found = new Map<string, (string | undefined)[]>();
  for (const { messages, session_id } of receiver.events) {
    const tag = String(messages[0]?.['content']);
    found.set(tag, [...(found.get(tag) ?? []), session_id]);
  }
  return found;
}

const ways = ['await', 'atOnce', 'stream', 'timer', 'pool'];

test('each request to a server is a session, however its calls are made: of node:http, node:http2, Express, Fastify, NestJS', async () => {
  const sessions = (await run(['--require', register, 'servers/app.cjs'])) as Readonly<
    Record<string, Session & { readonly kind: string }>
  >;
  const all = Object.values(sessions);
  expect(all).toHaveLength(50 + 5 * 5);
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  expect(Object.fromEntries(sessionsByTag())).toEqual(
    Object.fromEntries(Object.entries(sessions).map(([tag, { id }]) => [tag, [id, id, id]])),
  );
  const named = (kind: string): readonly unknown[] =>
    [...new Set(all.filter((each) => each.kind === kind).map(({ name }) => name))].toSorted();
  const byPath = ways.map((way) => `GET /${way}/:id`).toSorted();
  expect(
    Object.fromEntries(
      ['http', 'http2', 'http2streams', 'express', 'fastify', 'nest'].map((kind) => [kind, named(kind)]),
    ),
  ).toEqual({
    http: byPath,
    http2: byPath,
    http2streams: byPath,
    express: ['GET /chat/:way/:tag'],
    fastify: ['GET /talk/:way/:tag'],
    nest: ['GET /nest/:way/:tag'],
  });
  expect(JSON.stringify(receiver.events)).not.toContain('secret');
});

/** In the order of the calls: the first record of a session waits for its start, and others pass it. */
const sessionIds = (): readonly (string | undefined)[] =>
  receiver.events.toSorted((one, other) => one.start_time - other.start_time).map(({ session_id }) => session_id);

/** What an app says of sessions that it has the ids of nowhere else. */
const idsOf = (sessions: unknown): readonly (string | undefined)[] =>
  (sessions as readonly (Session | null)[]).map((session) => session?.id);

const long = 'x'.repeat(10_000);

describe('the turns of a chat', () => {
  type Headers = Readonly<Record<string, string>>;
  test.each<[what: string, setting: string | undefined, headers: readonly Headers[], sameAs: readonly number[]]>([
    [
      'are one session by the header that is named, however long it is, if it is not empty',
      'x-chat-id',
      [{ 'x-chat-id': long }, { 'x-chat-id': `${long}y` }, { 'X-Chat-Id': long }, { 'x-chat-id': '' }],
      [0, 1, 0, 3],
    ],
    [
      'are one session by the cookie that is named, also if it cannot be decoded',
      'cookie:sid',
      [{ cookie: 'a=b; sid=%E0%A4' }, { cookie: 'sid=%E0%A4' }, { cookie: 'sid=' }, {}],
      [0, 0, 2, 3],
    ],
    [
      'are several if none is named',
      undefined,
      [{ 'x-chat-id': 'a' }, { 'x-chat-id': 'a', cookie: 'sid=secret' }],
      [0, 1],
    ],
  ])('%s', async (_what, setting, headers, sameAs) => {
    const env: Record<string, string> = setting === undefined ? {} : { HH_SESSION_HEADER: setting };
    const sessions = await run(['--require', register, 'servers/chat.cjs', JSON.stringify(headers)], env);
    const ids = sessionIds();
    expect(ids).toEqual(idsOf(sessions));
    expect(ids.map((id) => ids.indexOf(id))).toEqual(sameAs);
    expect(sessions).toEqual(headers.map(() => ({ id: expect.any(String), name: 'POST /chat' })));
    expect(JSON.stringify(receiver.events)).not.toMatch(/secret|xxxx|%E0/);
  });
});

test('two services are joined by `traceparent`, also if one of them has no OpenTelemetry', async () => {
  await run(['--require', register, 'servers/two-services.cjs']);
  const ids = sessionIds();
  expect(ids).toHaveLength(4);
  expect(ids).not.toContain(undefined);
  expect(new Set(ids).size).toBe(2);
  expect([...new Set(ids)].map((id) => ids.filter((each) => each === id).length)).toEqual([2, 2]);
});

describe('a script and its threads', () => {
  test('are one session by the name of the main file, but for the calls that name another', async () => {
    const sessions = await run(['--require', register, 'script.cjs']);
    const ids = idsOf(sessions);
    expect(sessions).toEqual([
      { id: ids[0], name: 'script.cjs' },
      { id: ids[0], name: 'script.cjs' },
      { id: expect.not.stringMatching(String(ids[0])), name: 'Chat' },
    ]);
    expect(sessionIds().toSorted()).toEqual(ids.toSorted());
  });

  test.each(['named', 'off'])('are no session with HH_SESSIONS=%s, but for the calls that name one', async (value) => {
    const sessions = await run(['--require', register, 'script.cjs'], { HH_SESSIONS: value });
    const named = { id: expect.any(String), ...(value === 'named' ? { name: 'Chat' } : {}) };
    expect(sessions).toEqual([null, null, named]);
    expect(sessionIds().toSorted()).toEqual([idsOf(sessions)[2], undefined, undefined]);
  });
});

test('each invocation of a function on Lambda is a session by the name of the function', async () => {
  const lambda = await startLambda({
    runtime: 3,
    handler: 'handlers.session',
    env: { ...environment(), NODE_OPTIONS: `--require ${register}` },
  });
  const sessions: Session[] = [];
  for (const _ of [1, 2]) sessions.push(JSON.parse((await lambda.invoke({})).body) as Session);
  await lambda.close();
  expect(sessions).toEqual([1, 2].map(() => ({ id: expect.any(String), name: 'shop' })));
  expect(sessionIds()).toEqual(idsOf(sessions));
  expect(new Set(sessionIds()).size).toBe(2);
});

test('what an invocation on Lambda adds to its session has arrived when it is frozen', async () => {
  const env = { ...environment(), NODE_OPTIONS: `--require ${register}` };
  const lambda = await startLambda({ runtime: 3, handler: 'handlers.rated', env });
  const arrived: unknown[] = [];
  for (const _ of [1, 2]) {
    await lambda.invoke({});
    arrived.push([receiver.sessions.length, receiver.events.length, receiver.updates.length]);
  }
  await lambda.close();
  expect(arrived).toEqual([
    [1, 1, 1],
    [2, 2, 2],
  ]);
});
