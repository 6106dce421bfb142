import { dirname } from 'node:path';
import { type Receiver, startReceiver } from '../../src/inspector';
import { type OpenAiStandIn, startOpenAi } from '../support/providers/openai.cjs';
import { flawsOf } from '../wire/support/conventions';
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

interface Printed {
  readonly names: readonly string[];
  readonly calls: readonly Readonly<Record<string, unknown>>[];
}

describe.each(['sdk-1', 'sdk-2', 'sdk-3'])(
  'in an app of %s that registers the instrumentation and our processor',
  (sdk) => {
    test.each<[string, readonly string[], Record<string, string>]>([
      ['in the global provider', [], {}],
      ['in a provider that it is given', [], { GIVEN: 'yes' }],
      ['with `register`, too', ['--require', register], {}],
    ])('%s: a call is one span of the conventions, and one complete record', async (_how, preload, more) => {
      const env = {
        MODEL_URL: provider.url,
        HH_API_KEY: 'key',
        HH_COST: 'false',
        HH_API_URL: receiver.url,
        PACKAGE: dirname(register),
        ...more,
      };
      const { stdout, stderr, code } = await node([...preload, `${sdk}/instrumented.cjs`], { env });
      expect({ stderr, code }).toEqual({ stderr: '', code: 0 });

      const { names, calls } = JSON.parse(stdout) as Printed;
      expect([...names].sort()).toEqual(['chat gpt-4o', 'request']);
      expect(flawsOf(calls[0] ?? {})).toEqual([]);
      expect(String(calls[0]?.['gen_ai.output.messages'])).toContain('The capital of France is Paris.');

      const [record, ...others] = receiver.events;
      expect(others).toEqual([]);
      expect(record).toMatchObject({
        messages: [{ role: 'user', content: 'How are you?' }],
        response: { role: 'assistant', content: 'The capital of France is Paris.', finish_reason: 'stop' },
        usage: { total_tokens: expect.any(Number) },
      });
    });
  },
);
