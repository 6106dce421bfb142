import { type HoneyHiveExporterOptions, HoneyHiveSpanExporter } from '../../src';
import { type Receiver, startReceiver } from '../../src/inspector';
import { chatSpan } from '../support/call';
import { captureLog } from '../support/log';

let receiver: Receiver;
beforeEach(async () => {
  captureLog();
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

const refuse = (): never => {
  throw new Error('of the app');
};

/** Which name is sent for the session of a call. */
async function sent(sessionName: string, options: HoneyHiveExporterOptions): Promise<unknown> {
  const exporter = new HoneyHiveSpanExporter({ apiKey: 'key', url: receiver.url, ...options });
  const span = chatSpan({ 'honeyhive.session_id': 'chat-7', 'honeyhive.session_name': sessionName });
  exporter.export([span], () => undefined);
  await exporter.shutdown();
  return receiver.sessions[0]?.['session_name'];
}

test.each<[how: string, options: HoneyHiveExporterOptions]>([
  ['no content is captured', { captureContent: false }],
  ['`redact` fails', { redact: refuse }],
  ['`redact` returns no record', { redact: () => 7 as never }],
])('where %s, the name of a session is sent only if it is one word', async (_how, options) => {
  const name = await sent('Chat with Bob', options);
  expect(name).toEqual(expect.any(String));
  expect(name).not.toContain('Bob');
  expect(JSON.stringify(receiver.sessions)).not.toContain('Bob');
});

test.each<[how: string, options: HoneyHiveExporterOptions, name: string]>([
  ['no content is captured', { captureContent: false }, 'support'],
  ['`redact` fails', { redact: refuse }, 'support'],
  ['content is captured', {}, 'Chat with Bob'],
  ['`redact` changes nothing', { redact: (record) => record }, 'Chat with Bob'],
])('where %s, a name is sent as the app gives it', async (_how, options, name) => {
  expect(await sent(name, options)).toBe(name);
});
