import { createServer } from 'node:net';
import { type Receiver, startReceiver } from '../../src/inspector';
import { startOpenAi } from '../support/providers/openai.cjs';
import { node, register } from '../zero-code/app-process';

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

const body = JSON.stringify({
  model: 'gpt-4o-mini',
  messages: [{ role: 'user', content: 'What is the capital of France?' }],
});
const ask = `fetch(process.env.MODEL_URL + '/chat/completions', { method: 'POST', body: ${JSON.stringify(body)} })
  .then((response) => response.text());`;

/** Makes a call in a process with register. @returns the lines that it writes to the standard error output */
async function linesOf(env: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const provider = await startOpenAi();
  const { stderr } = await node(['--require', register, '-e', ask], {
    env: { HH_API_KEY: 'hh_canary_key', HH_API_URL: receiver.url, MODEL_URL: provider.url, ...env },
  });
  await provider.close();
  expect(stderr).not.toMatch(/canary|capital|France/);
  return stderr.split('\n').slice(0, -1);
}

const attempt = (path: string, count: string): unknown =>
  expect.stringMatching(
    new RegExp(`^honeyhive: debug: POST ${receiver.url}${path}: ${count}, \\d+ bytes: 200 after \\d+ ms$`),
  );

test.each([
  ['HH_DEBUG=1', { HH_DEBUG: '1' }],
  ['OTEL_LOG_LEVEL=debug', { OTEL_LOG_LEVEL: 'debug' }],
])('%s says that calls are observed, where records go, and what became of each request', async (_how, env) => {
  expect(await linesOf({ HH_PROJECT: 'demo', ...env })).toEqual([
    'honeyhive: debug: register is loaded, and model calls are observed.',
    `honeyhive: debug: records go to ${receiver.url}/events/model/batch directly, format model, project demo.`,
    attempt('/session/start', '1 session'),
    attempt('/events/model/batch', '1 record'),
  ]);
});

test('the same of the v1 format', async () => {
  expect(await linesOf({ HH_DEBUG: 'true', HH_EVENTS_API: 'v1' })).toEqual([
    expect.stringContaining('register is loaded'),
    expect.stringContaining('format v1, project not set.'),
    attempt('/v1/sessions', '1 session'),
    attempt('/v1/events/batch', '1 record'),
  ]);
});

test.each<[string, Readonly<Record<string, string>>]>([
  ['nothing of both', {}],
  ['HH_DEBUG=false, whatever OTEL_LOG_LEVEL says', { HH_DEBUG: 'false', OTEL_LOG_LEVEL: 'debug' }],
  ['OTEL_LOG_LEVEL=info', { OTEL_LOG_LEVEL: 'info' }],
])('%s: nothing is said', async (_how, env) => {
  expect(await linesOf(env)).toEqual([]);
});

test('a request that fails is named with the error, and the proxy by which it was made', async () => {
  const closed = createServer();
  await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
  const address = closed.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  await new Promise((resolve) => closed.close(resolve));
  const lines = await linesOf({
    ...{ HH_DEBUG: '1', HH_API_URL: 'https://honeyhive.test', HTTPS_PROXY: `http://user:canary@127.0.0.1:${port}` },
    ...{ HH_EXIT_TIMEOUT_MS: '300', HH_PROJECT: 'demo', NO_PROXY: '' },
  });
  const way = `(through the proxy http://127.0.0.1:${port})`;
  expect(lines).toContain(
    `honeyhive: debug: records go to https://honeyhive.test/events/model/batch through the proxy http://127.0.0.1:${port}, format model, project demo.`,
  );
  const failed = lines.filter((line) =>
    line.includes(`POST https://honeyhive.test/events/model/batch ${way}: 1 record`),
  );
  expect(failed[0]).toMatch(/: ECONNREFUSED after \d+ ms$/);
});

test('why a span gives no record is said of the first of a kind, the tenth and so on, without its name', async () => {
  const program = `
    const { NodeTracerProvider } = require('@opentelemetry/sdk-trace-node');
    const { TraceFlags, trace, ROOT_CONTEXT } = require('@opentelemetry/api');
    const { HoneyHiveSpanProcessor } = require(process.env.HH_TEST_INDEX);
    const processor = new HoneyHiveSpanProcessor();
    const provider = new NodeTracerProvider({ spanProcessors: [processor] });
    const call = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-4o', 'gen_ai.output.messages': '[]',
      'gen_ai.input.messages': '[{"role":"user","parts":[{"type":"text","content":"canary"}]}]' };
    for (let n = 0; n < 12; n += 1) provider.getTracer('http').startSpan('canary').end();
    const outer = provider.getTracer('framework').startSpan('canary', { attributes: call });
    provider.getTracer('sdk').startSpan('canary', { attributes: call }, trace.setSpan(ROOT_CONTEXT, outer)).end();
    outer.end();
    const remote = { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: TraceFlags.NONE };
    processor.onEnd({ ...outer, name: 'canary', attributes: call, instrumentationScope: { name: 'unsampled' }, spanContext: () => remote });
    provider.shutdown();`;
  const { stderr } = await node(
    ['-e', `process.chdir('sdk-2'); ${program.replaceAll("require('@", "require('./sdk-2/node_modules/@")}`],
    {
      env: {
        ...{ HH_API_KEY: 'key', HH_API_URL: receiver.url, HH_DEBUG: '1' },
        HH_TEST_INDEX: register.replace(/register\.js$/, 'index.js'),
      },
    },
  );
  expect(stderr).not.toContain('canary');
  expect(stderr.split('\n').filter((line) => line.includes(' span'))).toEqual([
    'honeyhive: debug: a span of http without a record: it is no model call.',
    'honeyhive: debug: 10 spans of http without a record: it is no model call.',
    'honeyhive: debug: a span of framework without a record: another span is of the same call.',
    'honeyhive: debug: a span of unsampled without a record: it is not sampled.',
  ]);
});
