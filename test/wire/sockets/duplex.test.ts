import { CallObserver } from '../../../src/wire/call-observer';
import { DuplexRecorder } from '../../../src/wire/sockets/duplex-recorder';
import type { EndedSpan } from '../../../src/wire/span/ended-span';
import { encodeEvent, encodeException, encodeMessage } from '../../support/providers/event-stream.cjs';

type Fields = Readonly<Record<string, unknown>>;

const url =
  'https://bedrock-runtime.us-east-1.amazonaws.com/model/amazon.nova-sonic-v1%3A0/invoke-with-bidirectional-stream';
const wrapped = (event: Fields): Buffer =>
  encodeEvent('chunk', { bytes: Buffer.from(JSON.stringify({ event })).toString('base64') });
/** The SDK signs each message, and one without anything in the end. */
const signed = (inner: Buffer): Buffer => encodeMessage({ ':date': 'now', ':chunk-signature': 'x' }, inner);

/** @param use what passes */
async function recorded(use: (recorder: DuplexRecorder) => void): Promise<readonly EndedSpan['attributes'][]> {
  const spans: EndedSpan[] = [];
  const observer = new CallObserver(() => undefined);
  const wire = observer.listen({
    captureContent: true,
    origin: { version: '0.0.0', resourceAttributes: {} },
    record: (span) => void spans.push(span),
  });
  const recorder = new DuplexRecorder(url, observer);
  use(recorder);
  await wire.settle();
  wire.stop();
  return spans.map(({ attributes }) => attributes);
}

const says = (recorder: DuplexRecorder, role: string, name: string, text: string): void => {
  const contentName = { contentName: name };
  for (const event of [
    { contentStart: { ...contentName, role, type: 'TEXT' } },
    { textInput: { ...contentName, content: text } },
    { contentEnd: contentName },
  ])
    recorder.requestChunk(signed(wrapped(event)));
};
const answers = (recorder: DuplexRecorder, ...events: readonly Fields[]): void => {
  for (const event of events) recorder.responseChunk(wrapped(event));
};
const answer = (id: string, text: string): readonly Fields[] => [
  { completionStart: { completionId: id } },
  { contentStart: { contentId: id, role: 'ASSISTANT', type: 'TEXT' } },
  { textOutput: { contentId: id, content: text } },
  { contentEnd: { contentId: id, stopReason: 'END_TURN' } },
];
const end = (id: string): Fields => ({ completionEnd: { completionId: id, stopReason: 'END_TURN' } });

type Messages = readonly { readonly role: string; readonly parts: readonly Fields[] }[];
const conversation = (attributes: EndedSpan['attributes'] | undefined): readonly string[] =>
  ((attributes?.['gen_ai.input.messages'] ?? []) as Messages).map(
    ({ role, parts: [part] }) => `${role}: ${part?.['content'] ?? JSON.stringify(part?.['response'])}`,
  );

describe('a request of Nova Sonic', () => {
  test('has a call for each completion, with the conversation until then', async () => {
    const calls = await recorded((recorder) => {
      says(recorder, 'USER', 'a', 'one');
      recorder.responseHead(200);
      answers(recorder, ...answer('1', 'first'), end('1'));
      says(recorder, 'USER', 'b', 'two');
      answers(recorder, ...answer('2', 'second'), end('2'));
      recorder.requestChunk(signed(Buffer.alloc(0)));
      recorder.done('end');
    });
    // Which call is read first is left to the load of the machine.
    const conversations = calls.map(conversation).toSorted((one, other) => one.length - other.length);
    expect(conversations).toEqual([['user: one'], ['user: one', 'assistant: first', 'user: two']]);
    expect(calls.map((attributes) => attributes['error.type'])).toEqual([undefined, undefined]);
  });

  test('has the results of tools', async () => {
    const [call] = await recorded((recorder) => {
      const contentName = { contentName: 't' };
      const start = { role: 'TOOL', type: 'TOOL', toolResultInputConfiguration: { toolUseId: 'u1' } };
      for (const event of [
        { contentStart: { ...contentName, ...start } },
        { toolResult: { ...contentName, content: 'sunny' } },
        { contentEnd: contentName },
      ])
        recorder.requestChunk(signed(wrapped(event)));
      answers(recorder, ...answer('1', 'first'), end('1'));
      recorder.done('end');
    });
    expect(conversation(call)).toEqual(['user: "sunny"']);
  });

  test('that breaks in the middle of a completion is a call with an error, and what had come', async () => {
    const calls = await recorded((recorder) => {
      says(recorder, 'USER', 'a', 'one');
      answers(recorder, ...answer('1', 'first'));
      recorder.done('error', { code: 'ECONNRESET', message: 'gone' });
    });
    expect(calls).toEqual([expect.objectContaining({ 'error.type': 'cut' })]);
    expect(JSON.stringify(calls[0]?.['gen_ai.output.messages'])).toContain('first');
  });

  test('that ends before a completion does is a call that was cut', async () => {
    const calls = await recorded((recorder) => {
      says(recorder, 'USER', 'a', 'one');
      answers(recorder, ...answer('1', 'first'));
      recorder.done('end');
    });
    expect(calls).toEqual([expect.objectContaining({ 'error.type': 'cut' })]);
  });

  test('has the exception that the server sends', async () => {
    const calls = await recorded((recorder) => {
      says(recorder, 'USER', 'a', 'one');
      answers(recorder, ...answer('1', 'first'));
      recorder.responseChunk(encodeException('modelStreamErrorException', { message: 'Too loud' }));
      recorder.done('end');
    });
    expect(calls).toEqual([expect.objectContaining({ 'error.type': 'modelStreamErrorException' })]);
  });

  test('that is refused is a call with the words of the server', async () => {
    const calls = await recorded((recorder) => {
      says(recorder, 'USER', 'a', 'one');
      recorder.responseHead(403);
      recorder.responseChunk(Buffer.from('{"message":"No access"}'));
      recorder.done('end');
    });
    expect(calls).toEqual([expect.objectContaining({ 'error.type': '403' })]);
    expect(conversation(calls[0])).toEqual(['user: one']);
  });

  test('that asks for nothing is none', async () => {
    const calls = await recorded((recorder) => {
      recorder.requestChunk(signed(wrapped({ sessionStart: {} })));
      recorder.responseHead(200);
      recorder.done('end');
    });
    expect(calls).toEqual([]);
  });
});
