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

const environment = () => ({ MODEL_URL: provider.url, HH_API_KEY: 'key', HH_COST: 'false', HH_API_URL: receiver.url });

describe.each(['sdk-1', 'sdk-2', 'sdk-3'])('in an app of %s, a call is recorded if its SDK samples it', (sdk) => {
  test.each<[string, readonly string[]]>([
    ['by `register`', ['--require', register, 'sampled.cjs', sdk, 'register']],
    ['by the instrumentation and the processor', ['sampled.cjs', sdk, 'processor']],
  ])('%s', async (_how, args) => {
    const { stderr, code } = await node(args, { env: { ...environment(), PACKAGE: dirname(register) } });
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    expect(receiver.events.map(({ messages }) => messages[0]?.['content']).toSorted()).toEqual([
      'always: alone',
      'always: in a span',
      'always: in a trace that is not sampled',
      'by parent: alone',
      'by parent: in a span',
    ]);
  });
});

test('in an app with a context manager and no tracer provider, each call has ids of its own and no parent', async () => {
  const { stdout, stderr } = await node(['--require', register, 'untraced.cjs'], { env: environment() });
  expect({ stdout, stderr }).toEqual({ stdout: '3\n', stderr: '' });
  const ids = receiver.events.flatMap(({ event_id, metadata = {} }) => [
    event_id,
    metadata['trace_id'],
    metadata['span_id'],
  ]);
  expect(new Set(ids).size).toBe(9);
  expect(ids).toEqual(ids.map(() => expect.stringMatching(/[1-9a-f]/)));
  expect(receiver.events.map(({ metadata = {} }) => metadata['parent_span_id'])).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
