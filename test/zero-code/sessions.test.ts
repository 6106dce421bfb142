import { dirname } from 'node:path';
import { type Receiver, startReceiver } from '../../src/inspector';
import { type OpenAiStandIn, startOpenAi } from '../support/providers/openai.cjs';
import { node, register } from './app-process';

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

/** Runs an app; what it has printed. */
async function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<unknown> {
  const ended = await node(args, {
    env: {
      MODEL_URL: provider.url,
      HH_API_KEY: 'key',
      HH_COST: 'false',
      HH_API_URL: receiver.url,
      PACKAGE: dirname(register),
      ...env,
    },
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

test('each request to a server is a session, however its calls are made: of node:http, node:http2, Express, Fastify', async () => {
  const sessions = (await run(['--require', register, 'servers/app.cjs'])) as Readonly<
    Record<string, Session & { readonly kind: string }>
  >;
  const all = Object.values(sessions);
  expect(all).toHaveLength(50 + 4 * 5);
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  expect(Object.fromEntries(sessionsByTag())).toEqual(
    Object.fromEntries(Object.entries(sessions).map(([tag, { id }]) => [tag, [id, id, id]])),
  );
  const named = (kind: string): readonly unknown[] =>
    [...new Set(all.filter((each) => each.kind === kind).map(({ name }) => name))].toSorted();
  const byPath = ways.map((way) => `GET /${way}/:id`).toSorted();
  expect(
    Object.fromEntries(['http', 'http2', 'http2streams', 'express', 'fastify'].map((kind) => [kind, named(kind)])),
  ).toEqual({
    http: byPath,
    http2: byPath,
    http2streams: byPath,
    express: ['GET /chat/:way/:tag'],
    fastify: ['GET /talk/:way/:tag'],
  });
  expect(JSON.stringify(receiver.events)).not.toContain('secret');
});
