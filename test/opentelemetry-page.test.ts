import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Receiver, startReceiver } from '../src/inspector';
import { type Backend, startBackend } from './support/backend';
import { installedBeside } from './support/installed';
import { type OpenAiStandIn, startOpenAi } from './support/providers/openai.cjs';
import { node } from './zero-code/app-process';

const page = readFileSync(join(__dirname, '..', 'docs', 'running', 'opentelemetry.md'), 'utf8');

/** The snippets of the page, by the names that their first lines give them. */
const snippets: Readonly<Record<string, string>> = Object.fromEntries(
  [...page.matchAll(/^```js\n\/\/ (\S+)\n(.*?)^```$/gms)].map(([, name = '', text = '']) => [name, text]),
);

const ask = `fetch(process.env.MODEL_URL + '/chat/completions', {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: 'How are you?' }] }),
}).then((response) => response.json())`;
const app = `await ${ask};\n`;
const openAiApp = `const { OpenAI } = require('openai');
new OpenAI({ apiKey: 'sk-test', baseURL: process.env.MODEL_URL }).chat.completions.create({
  model: 'gpt-4o',
  messages: [{ role: 'user', content: 'How are you?' }],
});`;

const whole = {
  messages: [{ role: 'user', content: 'How are you?' }],
  response: { role: 'assistant', content: 'The capital of France is Paris.' },
};
const described = {
  OTEL_SERVICE_NAME: 'shop',
  OTEL_RESOURCE_ATTRIBUTES: 'service.version=1.4.2,deployment.environment.name=staging',
};
const asDescribed = { source: 'staging', metadata: { 'service.name': 'shop', 'service.version': '1.4.2' } };

let provider: OpenAiStandIn;
let receiver: Receiver;
let backend: Backend;
const folders: string[] = [];

beforeAll(async () => {
  provider = await startOpenAi();
});
afterAll(async () => {
  await provider.close();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  [receiver, backend] = await Promise.all([startReceiver(), startBackend()]);
});
afterEach(() => Promise.all([receiver.close(), backend.close()]));

/** Runs snippets of the page and an app, in a folder where the packages of a test app and this one are installed. */
async function run(
  installed: string,
  files: Readonly<Record<string, string>>,
  args: (path: (name: string) => string) => readonly string[],
  env: Readonly<Record<string, string>> = {},
  signal?: NodeJS.Signals,
) {
  const folder = installedBeside(installed, files);
  folders.push(folder);
  return node(
    args((name) => (name.startsWith('.') ? pathToFileURL(join(folder, name)).href : join(folder, name))),
    {
      env: {
        MODEL_URL: provider.url,
        HH_API_KEY: 'key',
        HH_API_URL: receiver.url,
        HH_COST: 'false',
        HH_EXIT_TIMEOUT_MS: '120000', // a busy machine has the time that it needs
        OTEL_METRICS_EXPORTER: 'none',
        OTEL_LOG_LEVEL: 'warn',
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${backend.port}`,
        ...env,
      },
      cwd: folder,
      signal,
    },
  );
}

/** The text of a snippet, which is not executed by any other test. */
const used = new Set<string>();
function snippet(name: string): string {
  used.add(name);
  const text = snippets[name];
  if (text === undefined) throw new Error(`The page has no snippet ${name}.`);
  return text;
}

const clean = { stdout: '', stderr: '', code: 0 };

/** The telemetry of the page, and the app after it. */
const imports = (telemetry: string) => (path: (name: string) => string) => [
  '--import',
  path(`./${telemetry}`),
  path('app.mjs'),
];

describe.each([
  ['0.57 of SDK 1', 'node-sdk-1', 'two-backends.mjs'],
  ['0.2xx of SDK 2', 'auto-instrumentations', 'two-backends.mjs'],
  ['0.30x of SDK 3', 'node-sdk-3', 'two-backends-3.mjs'],
])('NodeSDK %s', (_version, installed, twoBackends) => {
  test('with the processor, the log record processor and the instrumentation of the page records a call whole', async () => {
    const files = { 'telemetry.mjs': snippet('telemetry.mjs'), 'app.mjs': app };
    expect(await run(installed, files, imports('telemetry.mjs'), described)).toMatchObject(clean);
    expect(receiver.events).toHaveLength(1);
    expect(receiver.events[0]).toMatchObject({ project: 'my-app', ...whole, ...asDescribed });
  });

  test('sends what is pending before a signal ends the app, by the listener of the page', async () => {
    const files = {
      'telemetry.mjs': snippet('telemetry.mjs') + snippet('shutdown.mjs'),
      'app.mjs': `${app}\nsetInterval(() => {}, 1000); console.log('called');`,
    };
    const env = { HH_MAX_BATCH_DELAY_MS: '600000' };
    expect(await run(installed, files, imports('telemetry.mjs'), env, 'SIGTERM')).toMatchObject({
      stderr: '',
      code: 0,
    });
    expect(receiver.events).toMatchObject([whole]);
  });

  test('with two backends gives each call to both', async () => {
    const files = { 'telemetry.mjs': snippet(twoBackends), 'app.mjs': app };
    expect(await run(installed, files, imports('telemetry.mjs'))).toMatchObject(clean);
    expect(receiver.events).toMatchObject([whole]);
    expect(backend.bodies.join()).toContain('gen_ai.output.messages');
  });
});

test('startNodeSdk of SDK 3 takes the same lists', async () => {
  const files = { 'telemetry.mjs': snippet('start.mjs'), 'app.mjs': app };
  expect(await run('node-sdk-3', files, imports('telemetry.mjs'), described)).toMatchObject(clean);
  expect(receiver.events).toMatchObject([{ project: 'my-app', ...whole, ...asDescribed }]);
});

describe("OpenTelemetry's own instrumentation", () => {
  const files = { 'official.cjs': snippets['official.cjs'] ?? '', 'app.cjs': openAiApp };
  const args = (path: (name: string) => string) => ['--require', path('official.cjs'), path('app.cjs')];

  test('has the messages of a call with the variable of the page', async () => {
    expect(snippet('official.cjs')).toBe(files['official.cjs']);
    const variable = /OTEL_INSTRUMENTATION_GENAI\w+=true/.exec(page)?.[0].split('=') ?? [];
    expect(await run('auto-instrumentations', files, args, Object.fromEntries([variable]))).toMatchObject(clean);
    expect(receiver.events).toMatchObject([whole]);
  });

  test('has none without it, as the page says', async () => {
    const { stderr } = await run('auto-instrumentations', files, args);
    expect(stderr).toMatch(/^honeyhive: hint: .* set OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true.*\n$/);
    expect(receiver.events).toMatchObject([{ model: 'gpt-4o-2024-08-06', messages: [] }]);
  });

  test('beside ours gives one event, with its messages and without the variable', async () => {
    const both = snippet('official.cjs').replace(
      'new OpenAIInstrumentation()',
      "$&, new (require('opentelemetry-exporter-honeyhive/instrumentation').ModelWireInstrumentation)()",
    );
    expect(await run('auto-instrumentations', { ...files, 'official.cjs': both }, args)).toMatchObject(clean);
    expect(receiver.events).toMatchObject([whole]);
  });
});

test('the auto-instrumentations of the page and `register` record a call whole', async () => {
  const flags = /--import @opentelemetry\/auto\S+ --import \S+register/.exec(page)?.[0].split(' ') ?? [];
  const ended = await run('auto-instrumentations', { 'app.mjs': app }, (path) => [...flags, path('app.mjs')], {
    ...described,
    OTEL_NODE_RESOURCE_DETECTORS: 'env,host',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
  });
  expect(ended).toMatchObject({ stderr: '', code: 0 });
  expect(receiver.events).toMatchObject([{ ...whole, ...asDescribed, metadata: { 'host.name': expect.any(String) } }]);
});

test('@vercel/otel with our processor and instrumentation records a call whole', async () => {
  const files = {
    'instrumentation.mjs': snippet('instrumentation.mjs'),
    'app.mjs': `import { register } from './instrumentation.mjs';\nawait register();\n${app}`,
  };
  expect(await run('vercel-otel', files, (path) => [path('app.mjs')])).toMatchObject(clean);
  expect(receiver.events).toMatchObject([{ project: 'my-app', ...whole, metadata: { 'service.name': 'my-app' } }]);
});

describe('what the page says of SDK 3 alone:', () => {
  const configuration = (exporter: string): string => `file_format: "1.0"
resource:
  attributes:
    - name: service.name
      value: configured
tracer_provider:
  processors:
    - simple:
        exporter:
          ${exporter}:
`;
  const configured = (exporter: string) => ({
    'otel.yaml': configuration(exporter),
    'configured.mjs': snippet('configured.mjs'),
    'app.mjs': app,
  });
  const args = (path: (name: string) => string) => {
    const flags = /--import \S+register --import \.\/configured\.mjs/.exec(page)?.[0].split(' ') ?? [];
    return [...flags.map((flag) => (flag === './configured.mjs' ? path(flag) : flag)), path('app.mjs')];
  };

  test('`register` adds itself to the provider that a configuration file describes', async () => {
    const ended = await run('node-sdk-3', configured('console'), args, { OTEL_CONFIG_FILE: 'otel.yaml' });
    expect(ended).toMatchObject({ stderr: '', code: 0 });
    expect(receiver.events).toMatchObject([{ ...whole, metadata: { 'service.name': 'configured' } }]);
  });

  test('an exporter that the SDK does not know in that file is an error, and `register` records nevertheless', async () => {
    const ended = await run('node-sdk-3', configured('honeyhive'), args, { OTEL_CONFIG_FILE: 'otel.yaml' });
    expect(ended.stderr + ended.stdout).toContain('honeyhive');
    expect(receiver.events).toMatchObject([whole]);
  });

  test('OTEL_TRACES_EXPORTER takes no exporters but its own', async () => {
    const files = {
      'telemetry.mjs': "import { NodeSDK } from '@opentelemetry/sdk-node';\nnew NodeSDK().start();",
      'app.mjs': app,
    };
    const env = { OTEL_TRACES_EXPORTER: 'honeyhive', OTEL_LOGS_EXPORTER: 'none' };
    const { stdout, stderr } = await run('node-sdk-3', files, imports('telemetry.mjs'), env);
    expect(stdout + stderr).toContain('Unrecognized OTEL_TRACES_EXPORTER value');
    expect(page).toContain('Unrecognized OTEL_TRACES_EXPORTER value');
  });
});

test('every snippet of the page was executed', () => {
  expect([...used].sort()).toEqual(Object.keys(snippets).sort());
});
