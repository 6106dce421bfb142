import { type Receiver, startReceiver } from '../../src/inspector';
import { type OpenAiStandIn, startOpenAi } from '../support/providers/openai.cjs';
import { type Ended, node, register } from './app-process';

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

const run = (env: Readonly<Record<string, string>>): Promise<Ended> =>
  node(['--require', register, 'question.cjs'], {
    env: { MODEL_URL: provider.url, HH_API_KEY: 'key', HH_COST: 'false', HH_API_URL: receiver.url, ...env },
  });
const answer = 'The capital of France is Paris.\n';

test.each(['OTEL_SDK_DISABLED', 'HH_ENABLED'])('%s switches an app off that is recorded otherwise', async (name) => {
  const { stdout, stderr, code } = await run({ [name]: name === 'HH_ENABLED' ? 'false' : 'true' });
  expect({ stdout, stderr, code }).toEqual({ stdout: answer, stderr: '', code: 0 });
  expect(receiver.requests).toEqual([]);
});

const conventions = 'OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT';
test.each<[string, Readonly<Record<string, string>>, boolean]>([
  ['false', { [conventions]: 'false' }, false],
  ['NO_CONTENT', { [conventions]: 'NO_CONTENT' }, false],
  ['EVENT_ONLY', { [conventions]: 'EVENT_ONLY' }, true],
  ['false, and our own variable says true,', { [conventions]: 'false', HH_CAPTURE_CONTENT: 'true' }, true],
])('where the conventions’ variable says %s a record has content by it', async (_value, env, hasContent) => {
  const { stderr } = await run(env);
  expect(stderr).toBe('');
  expect(receiver.events.map(({ messages }) => messages.length)).toEqual([hasContent ? 1 : 0]);
});

test.each([
  ['false', 'HH_CAPTURE_CONTNET'],
  ['true', 'HH_CAPTURE_MESSAGE_CONTENT'],
])('with a misspelt variable that says %s a record has no content, and one line says why', async (value, name) => {
  const { stdout, stderr } = await run({ [name]: value });
  expect(stdout).toBe(answer);
  expect(stderr).toMatch(new RegExp(`^honeyhive: .*${name} is unknown; did you mean HH_CAPTURE_CONTENT\\?.*\\n$`));
  expect(receiver.received).toHaveLength(1);
  expect(JSON.stringify(receiver.received)).not.toMatch(/How are you|capital/);
});
