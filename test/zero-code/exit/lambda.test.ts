import { type Receiver, startReceiver } from '../../../src/inspector';
import { type OpenAiStandIn, startOpenAi } from '../../support/providers/openai.cjs';
import { register } from '../app-process';
import { type Answer, type Lambda, startLambda } from '../lambda-process';

let provider: OpenAiStandIn;
let receiver: Receiver;
const running: Lambda[] = [];

beforeAll(async () => {
  provider = await startOpenAi();
});
afterAll(() => provider.close());
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((lambda) => lambda.close()));
  await receiver.close();
});

const answer = 'The capital of France is Paris.';
/** Version 3 is what Lambda runs on Node 18 to 22, version 4 on Node 24. */
const runtimes = [3, 4] as const;

async function lambda(
  runtime: number,
  handler: string,
  env: Readonly<Record<string, string | undefined>> = {},
): Promise<Lambda> {
  const started = await startLambda({
    runtime,
    handler,
    env: {
      MODEL_URL: provider.url,
      HH_API_KEY: 'key',
      HH_COST: 'false',
      HH_API_URL: receiver.url,
      NODE_OPTIONS: `--require ${register}`,
      ...env,
    },
  });
  running.push(started);
  return started;
}
const bare = { NODE_OPTIONS: undefined };

/** What only the older runtime takes. */
const endedByCallback = [
  ['a callback', 'handlers.callback'],
  ['a callback, not waiting for the event loop', 'handlers.callbackAtOnce'],
  ['its context', 'handlers.byContext'],
  ['an error of its context', 'handlers.failingByContext'],
  ['nothing, when the event loop is empty', 'handlers.nothing'],
];

/** The newer runtime imports CommonJS, and takes its `default` for the exports. */
const ofCommonJs = [['a promise of a default export, by a module with a parent', 'handlers.default']];

/** The same function without us and with us. */
async function bothAnswers(runtime: number, handler: string, event: unknown = {}): Promise<[Answer, Answer]> {
  const functions = [await lambda(runtime, handler, bare), await lambda(runtime, handler)];
  return (await Promise.all(functions.map((one) => one.invoke(event)))) as [Answer, Answer];
}
/** Stacks tell by which property the runtime called the handler; ours stands between. */
const seenFromOutside = ({ kind, body }: Answer): unknown => ({ kind, body: body.replace(' [as handler]', '') });

describe('a Lambda function is frozen when it has answered', () => {
  test('which stops what it has not sent', async () => {
    const frozen = await lambda(3, 'handlers.promise', { AWS_LAMBDA_FUNCTION_NAME: undefined });
    expect(await frozen.invoke({})).toMatchObject({ kind: 'response', body: expect.stringContaining(answer) });
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(receiver.received).toHaveLength(0);
  });

  describe.each(runtimes)('by runtime %d', (runtime) => {
    test.each([
      ['a promise', 'handlers.promise'],
      ['a promise of a nested export', 'handlers.inside.another'],
      ['an error', 'handlers.failing'],
      ['a stream', 'handlers.streaming'],
      ['a promise of an ES module that awaits at its top level', 'esm.inModule'],
      ...(runtime === 3 ? [...endedByCallback, ...ofCommonJs] : []),
    ])('with %s, its record has arrived by then and the answer is as without us', async (_shape, handler) => {
      const [without, recorded] = await bothAnswers(runtime, handler, { question: 'How are you?' });
      expect(seenFromOutside(recorded)).toEqual(seenFromOutside(without));
      expect(without.kind).toMatch(/^(response|error)$/);
      expect(receiver.events).toHaveLength(1);
      expect(receiver.events[0]).toMatchObject({ response: { content: answer } });
    });

    test.each([
      ['is not there', 'nowhere.handler'],
      ['exports nothing of the name', 'handlers.another'],
      ['cannot be loaded', 'broken.handler'],
      ['has no name in its file', 'handlers'],
      ['lies above the function', '../lambda/handlers.promise'],
      ['takes a callback, which Node 24 refuses', 'handlers.callback'],
    ])('with a handler that %s, it fails as without us', async (_case, handler) => {
      const [without, recorded] = await bothAnswers(runtime, handler);
      const typeOf = ({ kind, body }: Answer): unknown => [kind, kind === 'exit' || JSON.parse(body).errorType];
      expect(typeOf(recorded)).toEqual(typeOf(without));
    });

    test('it records each invocation, also after a thaw', async () => {
      const shop = await lambda(runtime, 'handlers.promise');
      for (const question of ['one', 'two', 'three']) {
        const { body } = await shop.invoke({ question });
        expect(JSON.parse(body)).toMatchObject({ question, answer, handler: 'handlers.promise' });
        await new Promise((resolve) => setTimeout(resolve, 300));
      }
      expect(receiver.received).toHaveLength(3);
    });

    test.each([
      ['before', `--require ./instrumented.cjs --require ${register}`],
      ['after', `--require ${register} --require ./instrumented.cjs`],
      ['by --import before', `--import ./instrumented.cjs --import ${register}`],
    ])("OpenTelemetry's instrumentation of Lambda, loaded %s us, sees the handler, too", async (_order, options) => {
      const shop = await lambda(runtime, 'handlers.promise', { NODE_OPTIONS: options });
      expect((await shop.invoke({})).kind).toBe('response');
      expect(receiver.events).toHaveLength(1);
      expect(shop.stderr).toContain('instrumented shop');
    });

    test('it answers when HoneyHive does not, and waits for that once, not in each invocation', async () => {
      receiver.script({ always: { hang: true } });
      const shop = await lambda(runtime, 'handlers.promise', { HH_REQUEST_TIMEOUT_MS: '600000' });
      const kinds: string[] = [];
      for (let invocation = 0; invocation < 4; invocation += 1) kinds.push((await shop.invoke({})).kind);
      expect(kinds).toEqual(Array(4).fill('response'));
      expect(receiver.requests.map(({ route }) => route)).toEqual(['session', 'events']);
      expect(shop.stderr).toMatch(
        /^honeyhive: \d+ records? could not be delivered yet and stays? queued\. HoneyHive could not/m,
      );
    });

    test('it answers with a rejected key, and logs what stays behind', async () => {
      receiver.script({ always: { status: 401 } });
      const shop = await lambda(runtime, 'handlers.promise');
      const kinds: string[] = [];
      for (let invocation = 0; invocation < 4; invocation += 1) kinds.push((await shop.invoke({})).kind);
      expect(kinds).toEqual(Array(4).fill('response'));
      expect(shop.stderr).toMatch(
        /^honeyhive: \d+ records? could not be delivered yet and stays? queued\. HoneyHive rejected/m,
      );
    });
  });
});
