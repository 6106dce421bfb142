import { type Attributes, ROOT_CONTEXT } from '@opentelemetry/api';
import { type HoneyHiveExporterOptions, HoneyHiveSpanProcessor } from '../../src';
import { type Receiver, startReceiver } from '../../src/inspector';
import { ModelWireInstrumentation } from '../../src/instrumentation';
import { shared } from '../../src/runtime/copies';
import { captureLog } from '../support/log';
import { sdks } from '../support/sdk';

let receiver: Receiver;
const closers: (() => unknown)[] = [];
beforeEach(async () => {
  receiver = await startReceiver();
  shared<{ said: unknown }>().said = undefined; // as in a new process
});
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
  await receiver.close();
});

const call = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-4o' };
const text = (role: string): string => JSON.stringify([{ role, parts: [{ type: 'text', content: 'canary' }] }]);
const content = { 'gen_ai.input.messages': text('user'), 'gen_ai.output.messages': text('assistant') };

/** Spans of a scope, exported to an inspector that stands for a server elsewhere. @returns the hints that are logged */
async function hintsOn(
  spans: readonly { readonly scope: string; readonly attributes: Attributes; readonly times?: number }[],
  options: HoneyHiveExporterOptions = {},
): Promise<readonly string[]> {
  const lines = captureLog();
  const fetch: typeof globalThis.fetch = (url, init) =>
    globalThis.fetch(String(url).replace(/^https:\/\/[^/]+/, receiver.url), init);
  const processor = new HoneyHiveSpanProcessor({ apiKey: 'key', cost: false, fetch, ...options });
  const provider = sdks[1]?.provider(processor);
  if (provider === undefined) throw new Error('There is no SDK.');
  closers.push(() => provider.shutdown());
  for (const { scope, attributes, times = 1 } of spans) {
    for (let n = 0; n < times; n += 1)
      provider.getTracer(scope).startSpan('canary', { attributes }, ROOT_CONTEXT).end();
  }
  await provider.forceFlush();
  expect(lines.join()).not.toContain('canary');
  return lines.filter((line) => line.startsWith('honeyhive: hint: '));
}

const http = { scope: '@opentelemetry/instrumentation-http', attributes: { 'http.request.method': 'GET' } };

describe('a hint', () => {
  test.each<[string, number, number]>([
    ['says that there is no model call among 500 spans', 500, 1],
    ['says so once', 1600, 1],
    ['does not say so of fewer', 499, 0],
  ])('%s', async (_rule, times, expected) => {
    const hints = await hintsOn([{ ...http, times }]);
    expect(hints).toHaveLength(expected);
    for (const hint of hints) expect(hint).toMatch(/^honeyhive: hint: no model call among 500 spans\. .*register/);
  });

  test('says nothing of other spans while calls are observed on the wire: none was made yet', async () => {
    const instrumentation = new ModelWireInstrumentation();
    const hints = await hintsOn([{ ...http, times: 600 }]);
    instrumentation.disable();
    expect(hints).toEqual([]);
  });

  test('says nothing of other spans once there was a call', async () => {
    const chat = { scope: 'app', attributes: { ...call, ...content } };
    expect(await hintsOn([chat, { ...http, times: 600 }])).toEqual([]);
  });

  const conventions = 'OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true';
  test.each([
    ['@opentelemetry/instrumentation-openai', `set ${conventions} and add HoneyHiveLogRecordProcessor to the logger`],
    ['com.anthropic.sdk.typescript', 'set ANTHROPIC_OPEN_TELEMETRY_TRACES_CONTENT_MODE=content; or load'],
    ['@opentelemetry/instrumentation-aws-sdk', 'load opentelemetry-exporter-honeyhive/register, or add'],
    ['@traceloop/instrumentation-openai', 'set its option traceContent: true, and not TRACELOOP_TRACE_CONTENT=false'],
    ['@arizeai/openinference-instrumentation-openai', 'set neither OPENINFERENCE_HIDE_INPUTS nor'],
    ['ai', 'set recordInputs: true and recordOutputs: true'],
    ['of an unknown package', `set ${conventions}; or load`],
  ])('says what to set for content of %s, once', async (scope, advice) => {
    const hints = await hintsOn([{ scope, attributes: call, times: 3 }]);
    expect(hints).toEqual([
      expect.stringContaining(`honeyhive: hint: model spans of ${scope} carry no content: ${advice}`),
    ]);
  });

  test.each<[string, Attributes, HoneyHiveExporterOptions]>([
    ['has content', content, {}],
    ['has an answer alone', { 'gen_ai.output.messages': text('assistant') }, {}],
    ['has failed', { 'error.type': 'timeout' }, {}],
    ['is to have none', {}, { captureContent: false }],
  ])('says nothing of a call that %s', async (_how, more, options) => {
    expect(await hintsOn([{ scope: 'app', attributes: { ...call, ...more } }], options)).toEqual([]);
  });

  const streamed = { ...call, ...content, 'openai.api.type': 'chat_completions', 'gen_ai.request.stream': true };
  test.each<[string, Attributes, HoneyHiveExporterOptions['cost'], number]>([
    ['has no token counts', {}, true, 1],
    ['has no token counts, and no cost is wanted', {}, false, 0],
    ['has token counts', { 'gen_ai.usage.output_tokens': 7 }, true, 0],
    ['is of another API', { 'openai.api.type': 'responses' }, true, 0],
    ['is not streamed', { 'gen_ai.request.stream': false }, true, 0],
    ['has no answer', { 'gen_ai.output.messages': '[]' }, true, 0],
  ])('on a stream, which %s', async (_how, more, cost, expected) => {
    const hints = await hintsOn([{ scope: 'app', attributes: { ...streamed, ...more }, times: 2 }], { cost });
    expect(hints).toHaveLength(expected);
    for (const hint of hints) expect(hint).toContain('stream_options: { include_usage: true }');
  });

  test.each<[string, HoneyHiveExporterOptions, boolean]>([
    ['api.honeyhive.ai', {}, true],
    ["a customer's own host", { url: 'https://honeyhive.example.com' }, true],
    ['the data plane', { url: 'https://api.dp1.us.honeyhive.ai' }, false],
    ['a dedicated deployment', { url: 'https://acme.api.honeyhive.ai' }, false],
    ['api.honeyhive.ai with the v1 format', { api: 'v1' }, false],
    ['api.honeyhive.ai with a project', { project: 'demo' }, false],
  ])('on a missing HH_PROJECT, for %s: %o', async (_where, options, isGiven) => {
    const chat = { scope: 'app', attributes: { ...call, ...content }, times: 2 };
    const hints = await hintsOn([chat], { url: 'https://api.honeyhive.ai', ...options });
    expect(hints).toEqual(isGiven ? [expect.stringContaining('HH_PROJECT is not set')] : []);
  });

  test('is not given where hints are turned off', async () => {
    expect(
      await hintsOn(
        [
          { scope: 'app', attributes: call },
          { ...http, times: 600 },
        ],
        { hints: false },
      ),
    ).toEqual([]);
  });
});
