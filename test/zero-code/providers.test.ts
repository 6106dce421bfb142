import { startReceiver } from '../../src/inspector';
import type { CreateModelEvent } from '../../src/mapping/record/model-event';
import { startBedrock } from '../support/providers/bedrock.cjs';
import { startCohere } from '../support/providers/cohere.cjs';
import { startGemini } from '../support/providers/gemini.cjs';
import { startOllama } from '../support/providers/ollama.cjs';
import type { Exchanged, StandIn } from '../support/providers/stand-in.cjs';
import { missingFrom } from '../wire/support/captured';
import { bedrock, cohere, type Forms, gemini, inRecord, ollama } from '../wire/support/forms';
import { takenApart } from '../wire/support/record-leaves';
import { type Ended, node, register } from './app-process';

interface Setting {
  readonly folder: string;
  readonly provider: string;
  readonly start: () => Promise<StandIn>;
  readonly forms: Forms;
  /** Calls that the provider, the network or the app breaks off; some SDKs read on when the app has left. */
  readonly failures: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly urlOf?: (standIn: StandIn) => string;
}

const overHttp2 = ({ others: [url = ''] }: StandIn): string => url;

const settings: readonly (readonly [name: string, setting: Setting])[] = [
  ['@google/genai', { folder: 'genai', provider: 'gcp.gemini', start: startGemini, forms: gemini, failures: 3 }],
  ['ollama', { folder: 'ollama', provider: 'ollama', start: startOllama, forms: ollama, failures: 3 }],
  ['cohere-ai', { folder: 'cohere', provider: 'cohere', start: startCohere, forms: cohere, failures: 3 }],
  [
    '@aws-sdk/client-bedrock-runtime over HTTP/1.1',
    {
      folder: 'aws-bedrock',
      provider: 'aws.bedrock',
      start: startBedrock,
      forms: bedrock,
      failures: 5,
      env: { HTTP_VERSION: '1.1' },
    },
  ],
  [
    '@aws-sdk/client-bedrock-runtime over HTTP/2',
    {
      folder: 'aws-bedrock',
      provider: 'aws.bedrock',
      start: startBedrock,
      forms: bedrock,
      failures: 4,
      urlOf: overHttp2,
    },
  ],
];

interface Recorded {
  readonly bare: Ended;
  readonly recorded: Ended;
  readonly exchanges: readonly Exchanged[];
  /** In the order in which the calls were made. */
  readonly events: readonly CreateModelEvent[];
}

/** The same app twice, each time with a provider that starts anew: without us, and with us. */
async function twice({ start, env = {}, urlOf = ({ url }) => url }: Setting, app: string, preload: string) {
  const providers = await Promise.all([start(), start()]);
  const receiver = await startReceiver();
  const ours = {
    HH_API_KEY: 'key',
    HH_COST: 'false',
    HH_PROJECT: 'tests',
    HH_API_URL: receiver.url,
    NODE_NO_WARNINGS: '1',
  };
  const runs = providers.map((each, place) =>
    node([...(place === 0 ? [] : [preload, register]), app], { env: { ...ours, ...env, MODEL_URL: urlOf(each) } }),
  );
  const [bare, recorded] = (await Promise.all(runs)) as [Ended, Ended];
  const events = [...receiver.events].sort((one, other) => one.start_time - other.start_time);
  await Promise.all([receiver.close(), ...providers.map((provider) => provider.close())]);
  return { bare, recorded, events, exchanges: providers[1]?.exchanges ?? [] };
}

/** Each in one of the forms; the matrix has all. */
const apps = settings.map(([name, setting], place) =>
  place % 2 === 0
    ? ([name, 'CommonJS', setting, `${setting.folder}/app.cjs`, '--require'] as const)
    : ([name, 'an ES module', setting, `${setting.folder}/app.mjs`, '--import'] as const),
);

describe.each(apps)('a conversation by %s in %s', (_name, _kind, setting, app, preload) => {
  let run: Recorded;
  beforeAll(async () => {
    run = await twice(setting, app, preload);
  });

  test('has the same outcomes as without us', () => {
    expect(run.bare.code).toBe(0);
    expect(run.bare.stdout.split('\n').length).toBeGreaterThan(10);
    expect(run.recorded).toMatchObject({ stdout: run.bare.stdout, stderr: run.bare.stderr, code: 0 });
  });

  test('is one record for each exchange, of who answered', () => {
    expect(run.exchanges.length).toBeGreaterThan(10);
    expect(run.events.length).toBe(run.exchanges.length);
    for (const event of run.events) expect(event).toMatchObject({ project: 'tests', provider: setting.provider });
  });

  test('has all that was asked for and answered in its records', () => {
    for (const [place, exchange] of run.exchanges.entries()) {
      const said = isWhole(exchange) ? [exchange.request, exchange.response] : [exchange.request];
      const record = takenApart(run.events[place] as CreateModelEvent);
      expect({ exchange, missing: missingFrom(record, said, inRecord(setting.forms)) }).toMatchObject({ missing: [] });
    }
  });

  test('has every failure as an error, and none where there was none', () => {
    const failed = run.events.filter(({ error }) => error !== null);
    expect(failed.map(({ messages, error }) => [messages.at(-1)?.['content'], error])).toHaveLength(setting.failures);
    for (const [place, { error }] of run.events.entries()) {
      const exchange = run.exchanges[place];
      const told = exchange === undefined ? undefined : wordsIn(exchange);
      if (told !== undefined) expect(error).toContain(told);
    }
  });

  test('has no credential in its records', () => {
    expect(JSON.stringify(run.events)).not.toMatch(/secret-key|AKIASECRET/);
  });
});

/** The app, or the network, left in the middle of the others. */
const isWhole = ({ request }: Exchanged): boolean => !/\[\[(cut|slow)\]\]/.test(JSON.stringify(request));

/** The provider's own words about a failure. */
function wordsIn({ status, response, request }: Exchanged): string | undefined {
  const body = (response ?? {}) as { error?: { message?: string } | string; message?: unknown };
  if (status === 200 && !JSON.stringify(request).includes('[[fail]]')) return undefined;
  const error = typeof body.error === 'string' ? body.error : body.error?.message;
  return error ?? (typeof body.message === 'string' ? body.message : undefined);
}
