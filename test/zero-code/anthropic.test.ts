import { Carried } from '../support/carried';
import { missing } from '../support/comparison';
import { type AnthropicExchange, startAnthropic } from '../support/providers/anthropic.cjs';
import { truthOf } from '../support/truth';
import { register } from './app-process';
import { type Recorded, twice } from './twice';

/** The other forms of each are in the matrix. */
const apps: readonly (readonly [app: string, preload: readonly string[]])[] = [
  ['anthropic-0.71/app.cjs', ['--require', register]],
  ['anthropic-1/app.mjs', ['--import', register]],
];

describe.each(apps)('a conversation by %s', (app, preload) => {
  let run: Recorded<AnthropicExchange>;
  let calls: readonly AnthropicExchange[];
  beforeAll(async () => {
    run = await twice(startAnthropic, app, preload);
    calls = run.exchanges.filter(({ path }) => path.split('?')[0] === '/v1/messages');
  });

  test('has the same outcomes as without us', () => {
    expect(run.bare.code).toBe(0);
    expect(run.recorded).toMatchObject({ stdout: run.bare.stdout, stderr: run.bare.stderr, code: 0 });
  });

  test('is one record for each call of a model, and none for counting tokens', () => {
    expect(calls.length).toBeGreaterThan(25);
    expect(run.exchanges.length).toBe(calls.length + 1);
    expect(run.events.length).toBe(calls.length);
  });

  test('has all of every exchange in its field', () => {
    for (const [place, call] of calls.entries()) {
      const event = run.events[place];
      if (event === undefined) throw new Error('a call has no record');
      const { request = {}, response } = call;
      const isWhole = isAnswered(call) && !isLeft(call);
      // Of what broke off, the request has to be there.
      const answer = isWhole ? ((response ?? call.whole) as Readonly<Record<string, unknown>>) : {};
      const truth = truthOf({ path: '/v1/messages', request, response: answer });
      const problems = missing(event, truth, new Carried(request, answer)).filter(
        (aspect) => !isServerTool(call, aspect),
      );
      expect([place, problems]).toEqual([place, []]);
      if (isWhole) expect([place, event.error]).toEqual([place, null]);
      else expect([place, event.error]).toEqual([place, expect.stringMatching(/\S/)]);
      expect(event).toMatchObject({ project: 'tests', provider: 'anthropic' });
    }
  });

  test('has every failure in the provider’s own words', () => {
    const failed = calls.flatMap((call, place) => {
      const words = errorOf(call);
      return words === undefined ? [] : [{ words, error: run.events[place]?.error }];
    });
    expect(failed.length).toBe(5);
    for (const { words, error } of failed) expect(error).toContain(words);
  });

  test('has what a broken stream had said until then', () => {
    const place = calls.findIndex(({ request }) => asked(request).includes('[[cut]]'));
    expect(run.events[place]?.response).toMatchObject({
      role: 'assistant',
      content: "I'll check the weather in both cities. 🌍",
    });
    expect(JSON.stringify(run.events[place]?.response)).toContain('tool_calls');
  });
});

const asked = (request: unknown): string => JSON.stringify((request as { messages?: unknown } | undefined)?.messages);

/** The app stops reading these in their middle. */
const isLeft = ({ request }: AnthropicExchange): boolean => asked(request).includes('[[slow]]');

const isAnswered = (call: AnthropicExchange): boolean =>
  call.status === 200 && errorOf(call) === undefined && !asked(call.request).includes('[[cut]]');

function errorOf({ response, chunks }: AnthropicExchange): string | undefined {
  const bodies = [response, ...(chunks ?? [])] as readonly ({ error?: { message: string } } | undefined)[];
  return bodies.find((body) => body?.error)?.error?.message;
}

/** A call that Anthropic answers itself is content: nobody else has to answer it. */
const isServerTool = (call: AnthropicExchange, aspect: string): boolean =>
  aspect === 'output tool call' && JSON.stringify(call).includes('server_tool_use');
