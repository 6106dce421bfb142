import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { type Receiver, startReceiver } from '../../../src/inspector';
import { eventually } from '../../support/eventually';
import { type OpenAiStandIn, startOpenAi } from '../../support/providers/openai.cjs';
import { node, nodeBinary, register } from '../app-process';

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

type Env = Readonly<Record<string, string>>;
const here = (name: string): string => join(__dirname, name);
const setting = (env: Env): Env => ({
  ...{ MODEL_URL: provider.url, HH_API_KEY: 'key', HH_API_URL: receiver.url, HH_COST: 'false', HH_CHILDREN: 'otlp' },
  ...env,
});
const run = (args: readonly string[], env: Env = {}) => node(['--require', register, ...args], { env: setting(env) });

/** Prints what a child is given. */
const variables = `console.log(JSON.stringify(Object.fromEntries(Object.entries(process.env).filter(([name]) => /^(?:OTEL|CLAUDE|TRACE|HH_CHILDREN_)/.test(name)))))`;
const given = (stdout: string): Env => JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Env;

const claudeCodesCalls = [
  {
    model: 'claude-sonnet-4-5',
    provider: 'anthropic',
    messages: [{ role: 'system' }, { role: 'user', content: 'What is the answer in facts.txt?' }],
    response: { tool_calls: [{ id: 'toolu_1', function: { name: 'Read' } }], finish_reason: 'tool_use' },
    tools: [{ function: { name: 'Read' } }],
    usage: { prompt_tokens: 20, completion_tokens: 9 },
    cost: 0.000_190_65,
  },
  {
    messages: [{ role: 'system' }, { role: 'user' }, { role: 'assistant' }, { role: 'tool', tool_call_id: 'toolu_1' }],
    response: { content: 'It is 42.', finish_reason: 'end_turn' },
    cost: 0.000_190_65,
  },
];

describe('the calls of a child process', () => {
  test.each(['logs', 'traces'])(
    'have their content, cost and tools, in the session of the parent, if its %s come first',
    async (first) => {
      const { stdout, stderr } = await run([here('parent.cjs'), here('claude-code.cjs'), first]);
      expect(stderr).toBe('');
      expect(stdout).toMatch(/logs 200/);
      const events = await receiver.waitForEvents(4);
      expect(events.filter(({ provider }) => provider === 'anthropic')).toMatchObject(claudeCodesCalls);
      expect(new Set(events.map((event) => event.session_id)).size).toBe(1);
      expect(receiver.sessions).toHaveLength(1);
    },
  );

  test('stand in the trace of the span around the start of the child, and so do its agent and tools', async () => {
    const env = { HH_EVENTS_API: 'v1', HH_EVENTS: 'all' };
    const { stdout, stderr } = await run([here('traced-parent.cjs'), here('claude-code.cjs')], env);
    expect(stderr).toBe('');
    const [, traceId] = /^parent (\w+) (\w+)/.exec(stdout) ?? [];
    const events = await receiver.waitForV1Events(4);
    const byName = new Map(events.map((event) => [event['event_type'], event]));
    expect([...events].map((event) => (event['metadata'] as Env)['trace_id'])).toEqual(Array(4).fill(traceId));
    const agent = byName.get('chain');
    expect(byName.get('tool')).toMatchObject({
      parent_id: agent?.['event_id'],
      inputs: { file_path: '/app/facts.txt' },
    });
    expect(JSON.stringify(byName.get('tool')?.['outputs'])).toContain('The answer is 42.');
    expect(byName.get('model')).toMatchObject({ parent_id: agent?.['event_id'], session_id: agent?.['session_id'] });
  });

  test('come without content if none is captured, and the child is not asked for it', async () => {
    const { stdout } = await run([here('parent.cjs'), here('claude-code.cjs')], { HH_CAPTURE_CONTENT: 'false' });
    expect(stdout).toMatch(/logs 200/);
    const events = await receiver.waitForEvents(4);
    expect(events.filter(({ provider }) => provider === 'anthropic')).toMatchObject([
      { model: 'claude-sonnet-4-5', usage: { prompt_tokens: 20 }, cost: 0.000_190_65 },
      { model: 'claude-sonnet-4-5', usage: { prompt_tokens: 20 } },
    ]);
    expect(JSON.stringify(events)).not.toMatch(/facts\.txt|answer is|It is 42/);
  });

  test('with an SDK of its own are joined with log events that it exports later', async () => {
    const { stderr } = await run([here('parent.cjs'), here('sdk-child.cjs')]);
    expect(stderr).toBe('');
    const [own, ...others] = await receiver.waitForEvents(3);
    expect(others.find(({ messages }) => JSON.stringify(messages).includes('Where to?'))).toMatchObject({
      model: 'gpt-4o',
      messages: [{ role: 'user', content: 'Where to?' }],
      response: { content: 'To the sea.' },
      session_id: own?.session_id,
    });
  });
});

describe('what a child is given', () => {
  const start = (how: string): string => `const children = require('node:child_process'); ${how}`;
  const program = JSON.stringify(variables);

  test.each([
    ['spawn', start(`children.spawn(process.execPath, ['--eval', ${program}], { stdio: 'inherit' })`)],
    [
      'exec',
      start(
        `children.exec('"' + process.execPath + '" -e "$PROGRAM"', { env: { ...process.env, PROGRAM: ${program} } }, (_, out) => console.log(out))`,
      ),
    ],
    ['execFile', start(`children.execFile(process.execPath, ['--eval', ${program}], (_, out) => console.log(out))`)],
    [
      'spawn with an environment of its own',
      start(`children.spawn(process.execPath, ['--eval', ${program}], { stdio: 'inherit', env: {} })`),
    ],
  ])('by %s, in the first turn of the app, is an address of this process and a token', async (_how, app) => {
    const { stdout, stderr } = await run(['--eval', app]);
    expect(stderr).toBe('');
    expect(given(stdout)).toMatchObject({
      OTEL_EXPORTER_OTLP_ENDPOINT: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      OTEL_EXPORTER_OTLP_HEADERS: expect.stringMatching(/^x-honeyhive-token=[\da-f]{48},x-honeyhive-session=[\w-]+$/),
      CLAUDE_CODE_ENABLE_TELEMETRY: '1',
      OTEL_LOG_RAW_API_BODIES: '1',
    });
  });

  test.each([
    [
      'if nothing asks for it',
      { HH_CHILDREN: '' },
      `children.spawn(process.execPath, ['--eval', ${program}], { stdio: 'inherit' })`,
    ],
    [
      'without a key',
      { HH_API_KEY: '' },
      `children.spawn(process.execPath, ['--eval', ${program}], { stdio: 'inherit' })`,
    ],
    [
      'by spawnSync, which nothing could be taken during',
      {},
      `children.spawnSync(process.execPath, ['--eval', ${program}], { stdio: 'inherit' })`,
    ],
  ])('is nothing %s', async (_why, env, how) => {
    const { stdout } = await run(['--eval', start(how)], env);
    expect(given(stdout)).toEqual({});
  });

  test('is nothing in place of what the app has set, and a line says so', async () => {
    const own = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', OTEL_LOG_USER_PROMPTS: '0' };
    const child = start(`children.spawn(process.execPath, ['--eval', ${program}], { stdio: 'inherit' })`);
    const { stdout, stderr } = await run(['--eval', child], own);
    expect(given(stdout)).toEqual(own);
    expect(stderr).toMatch(/^honeyhive: a child process has OTEL_EXPORTER_OTLP_ variables of its own/);
    const { OTEL_LOG_USER_PROMPTS } = own;
    expect(given((await run(['--eval', child], { OTEL_LOG_USER_PROMPTS })).stdout)).toMatchObject({
      OTEL_LOG_USER_PROMPTS,
    });
  });

  test('is not in the environment of the app, which goes on as without it', async () => {
    const app = start(
      `children.spawn(process.execPath, ['--version']).on('exit', (code) => { ${variables}; process.exitCode = 3 })`,
    );
    const { stdout, code } = await run(['--eval', app]);
    expect({ given: given(stdout), code }).toEqual({ given: {}, code: 3 });
  });

  test('is taken away by `register` in the child, which records that itself', async () => {
    const app = start(`children.spawn(process.execPath, ['--eval', ${program}], { stdio: 'inherit' })`);
    const { stdout } = await run(['--eval', app], { NODE_OPTIONS: `--require ${register}`, HH_CHILDREN: 'otlp' });
    expect(given(stdout)).toEqual({});
  });
});

test('instrumentations of the app make no spans of what children send', async () => {
  const instrumentation = '@opentelemetry/auto-instrumentations-node/register';
  const args = [
    '--require',
    register,
    '--require',
    instrumentation,
    here('instrumented-parent.cjs'),
    here('claude-code.cjs'),
  ];
  const env = { OTEL_TRACES_EXPORTER: 'console', OTEL_METRICS_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' };
  const cwd = join(__dirname, '../../apps/auto-instrumentations');
  const { stdout } = await node(args, { cwd, env: setting({ ...env, OTEL_NODE_RESOURCE_DETECTORS: 'none' }) });
  expect(stdout).toMatch(/^traces 200$/m);
  const paths = [...stdout.matchAll(/'url\.path': '(.*)'/g)].map(([, path]) => path);
  expect(paths).toContain('/own');
  expect(paths.filter((path) => path !== '/own')).toEqual([]);
});

test('without the token, nothing is taken', async () => {
  const program = `
    const { OTEL_EXPORTER_OTLP_ENDPOINT: url } = process.env;
    const send = (headers) => fetch(url + '/v1/traces', { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: '{}' });
    Promise.all([send({}), send({ 'x-honeyhive-token': 'f'.repeat(48) })]).then((all) => console.log(all.map(({ status }) => status).join()))`;
  const app = `require('node:child_process').spawn(process.execPath, ['--eval', ${JSON.stringify(program)}], { stdio: 'inherit' })`;
  expect((await run(['--eval', app])).stdout.trim()).toBe('401,401');
});

test('a child that lives longer than the app is not broken by it', async () => {
  const child = `setTimeout(() => require(${JSON.stringify(here('claude-code.cjs'))}), 1500)`;
  const app = `
    const child = require('node:child_process').spawn(process.execPath, ['--eval', ${JSON.stringify(child)}], { detached: true, stdio: ['ignore', 'inherit', 'inherit'] });
    child.unref();
    setImmediate(() => process.exit(0));`;
  const parent = spawn(nodeBinary, ['--require', register, '--eval', app], {
    env: { PATH: process.env['PATH'], ...setting({}) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  parent.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  await eventually(() => printed === 'logs ECONNREFUSED\ntraces ECONNREFUSED\n');
});
