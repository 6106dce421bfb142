import { type Receiver, startReceiver } from '../../src/inspector';
import { type Backend, startBackend } from '../support/backend';
import { type OpenAiStandIn, startOpenAi } from '../support/providers/openai.cjs';
import { type Ended, node, register } from './app-process';

let provider: OpenAiStandIn;

beforeAll(async () => {
  provider = await startOpenAi();
});
afterAll(() => provider.close());

interface Vendor {
  readonly app: string;
  readonly preload?: readonly string[];
  readonly env?: (port: number) => Readonly<Record<string, string>>;
  /** What the vendor's library has reported of the app. */
  readonly reportsOf: (run: Ended, bodies: readonly string[]) => readonly string[];
  /** Something among it that shows that the library was at work. */
  readonly sign: string;
  /** In their order: what was answered, or why not. */
  readonly calls: readonly string[];
}

const paris = 'The capital of France is Paris.';
const missing = 'The model `gpt-nope` does not exist or you do not have access to it.';
const all = (pattern: RegExp, texts: readonly string[]): readonly string[] =>
  texts.flatMap((text) => [...text.matchAll(pattern)].map(([, found = '']) => found)).sort();

const ofSentry = {
  env: (port: number) => ({ SENTRY_DSN: `http://key@127.0.0.1:${port}/1` }),
  reportsOf: (_run: Ended, bodies: readonly string[]) =>
    all(/"(?:name|description|transaction|message)":"((?:chat|POST|answer)[^"]*)"/g, bodies),
  sign: 'answered',
  calls: [paris, missing, paris],
};

const autoInstrumentations =
  './auto-instrumentations/node_modules/@opentelemetry/auto-instrumentations-node/build/src/register.js';

interface OtlpTraces {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly { readonly spans: readonly { readonly name: string }[] }[];
  }[];
}

const vendors: readonly (readonly [name: string, vendor: Vendor])[] = [
  ['Sentry 10', { app: 'sentry-10', ...ofSentry }],
  ['Sentry 11', { app: 'sentry-11', ...ofSentry }],
  [
    'dd-trace 5',
    {
      app: 'dd-trace-5',
      env: (port) => ({
        AGENT_URL: `http://127.0.0.1:${port}`,
        DD_INSTRUMENTATION_TELEMETRY_ENABLED: 'false',
        DD_REMOTE_CONFIGURATION_ENABLED: 'false',
        HH_SESSIONS: 'off',
      }),
      // It sees our own requests to HoneyHive as any other: traces of their own. That which starts a session would be among the app's.
      reportsOf: (_run, bodies) =>
        all(
          /(answer|openai\.request|chat\.completions\.create|http\.request)/g,
          bodies.filter((body) => body.includes('answer')),
        ),
      sign: 'openai.request',
      calls: [paris, missing, paris],
    },
  ],
  [
    '@vercel/otel',
    {
      app: 'vercel-otel',
      reportsOf: ({ stdout }) => JSON.parse(stdout),
      sign: 'framework.generate',
      calls: ['', paris],
    },
  ],
  [
    'OpenTelemetry’s auto-instrumentations',
    {
      app: 'auto-instrumentations',
      preload: ['--require', autoInstrumentations],
      env: (port) => ({
        OTEL_TRACES_EXPORTER: 'otlp',
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
        OTEL_METRICS_EXPORTER: 'none',
        OTEL_LOGS_EXPORTER: 'none',
        OTEL_NODE_RESOURCE_DETECTORS: 'none',
      }),
      reportsOf: (_run, bodies) =>
        bodies
          .flatMap((body) => (JSON.parse(body) as OtlpTraces).resourceSpans)
          .flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans.map(({ name }) => name)))
          .sort(),
      sign: 'chat gpt-4o',
      calls: ['', paris, paris],
    },
  ],
];

type Case = readonly [name: string, order: string, vendor: Vendor, preload: readonly string[]];

const orders = vendors.flatMap(([name, vendor]): readonly Case[] =>
  vendor.preload === undefined
    ? [[name, 'by its own code', vendor, ['--require', register]]]
    : [
        [name, 'after us', vendor, ['--require', register, ...vendor.preload]],
        [name, 'before us', vendor, [...vendor.preload, '--require', register]],
      ],
);

/** Runs an app under its vendor's library, and gives what the library's own backend and HoneyHive have got. */
async function run({ app, env, reportsOf }: Vendor, preload: readonly string[]) {
  const [backend, receiver]: [Backend, Receiver] = await Promise.all([startBackend(), startReceiver()]);
  const ended = await node([...preload, `${app}/app.cjs`], {
    env: {
      MODEL_URL: provider.url,
      HH_API_KEY: 'key',
      HH_COST: 'false',
      HH_API_URL: receiver.url,
      ...env?.(backend.port),
    },
  });
  await Promise.all([backend.close(), receiver.close()]);
  return { ended, reports: reportsOf(ended, backend.bodies), events: receiver.events };
}

/** The same without us, once for each vendor. */
const bareRuns = new Map<Vendor, ReturnType<typeof run>>();
function bareRun(vendor: Vendor): ReturnType<typeof run> {
  const known = bareRuns.get(vendor) ?? run(vendor, vendor.preload ?? []);
  bareRuns.set(vendor, known);
  return known;
}

describe('an app that is monitored', () => {
  test.each(orders)(
    'by %s, loaded %s, is so as without us, and each of its calls is one record',
    async (_name, _order, vendor, preload) => {
      const [bare, recorded] = await Promise.all([bareRun(vendor), run(vendor, preload)]);
      expect(bare.reports).toContain(vendor.sign);
      expect(recorded.reports).toEqual(bare.reports);
      expect(recorded.ended).toMatchObject({ stdout: bare.ended.stdout, stderr: bare.ended.stderr, code: 0 });

      const calls = [...recorded.events]
        .sort((one, other) => one.start_time - other.start_time)
        .map(({ error, response }) => error ?? response['content'] ?? '');
      expect(calls).toEqual(vendor.calls);
      expect(bare.events).toEqual([]);
    },
  );
});
