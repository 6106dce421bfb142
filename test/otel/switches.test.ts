import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { HoneyHiveSpanExporter, HoneyHiveSpanProcessor } from '../../src';
import { type Receiver, startReceiver } from '../../src/inspector';
import { ModelWireInstrumentation } from '../../src/instrumentation';
import { chatSpan } from '../support/call';
import { captureLog } from '../support/log';
import { type OpenAiStandIn, startOpenAi } from '../support/providers/openai.cjs';

let openai: OpenAiStandIn;
let receiver: Receiver;
let lines: readonly string[];
const before = { ...process.env };
beforeAll(async () => {
  openai = await startOpenAi();
});
afterAll(() => openai.close());
beforeEach(async () => {
  receiver = await startReceiver();
  lines = captureLog();
});
afterEach(async () => {
  process.env = { ...before };
  await receiver.close();
});

const options = () => ({ apiKey: 'key', url: receiver.url });
const question = { 'gen_ai.input.messages': '[{"role":"user","parts":[{"type":"text","content":"A secret."}]}]' };

/** Exports one call, has another one observed, and returns what has arrived. */
async function call(env: Readonly<Record<string, string>>): Promise<Receiver['events']> {
  Object.assign(process.env, env);
  const exporter = new HoneyHiveSpanExporter(options());
  exporter.export([chatSpan(question)], () => undefined);
  await exporter.forceFlush();
  const provider = new NodeTracerProvider({ spanProcessors: [new HoneyHiveSpanProcessor(options())] });
  const instrumentation = new ModelWireInstrumentation();
  instrumentation.setTracerProvider(provider);
  instrumentation.enable();
  const body = JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: 'A secret.' }] });
  await (await fetch(`${openai.url}/chat/completions`, { method: 'POST', body })).text();
  await provider.forceFlush();
  instrumentation.disable();
  await Promise.all([exporter.shutdown(), provider.shutdown()]);
  return receiver.events;
}

test('the exporter, and the processor with the instrumentation, send what they get', async () => {
  expect(JSON.stringify(await call({})).match(/A secret/g)).toHaveLength(2);
});

test.each(['OTEL_SDK_DISABLED=true', 'HH_ENABLED=false'])('with %s they send nothing, and say nothing', async (set) => {
  const [name = '', value = ''] = set.split('=');
  expect(await call({ [name]: value })).toEqual([]);
  expect(receiver.requests).toEqual([]);
  expect(lines).toEqual([]);
});

test.each([
  'OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=false',
  'HH_CAPTURE_CONTENT=false',
  'HH_CAPTURE_CONTNET=true',
])('with %s they send no content', async (set) => {
  const [name = '', value = ''] = set.split('=');
  const events = await call({ [name]: value });
  expect(events).toHaveLength(2);
  expect(JSON.stringify(events)).not.toContain('secret');
});
