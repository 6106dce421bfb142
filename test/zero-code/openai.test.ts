import { type OpenAiExchange, startOpenAi } from '../support/providers/openai.cjs';
import { register } from './app-process';
import { answerOf, errorOf, usageOf } from './said';
import { type Recorded, twice } from './twice';

/** The other forms of each are in the matrix. */
const apps: readonly (readonly [app: string, preload: readonly string[]])[] = [
  ['openai-5/app.mjs', ['--import', register]],
  ['openai-6/app.cjs', ['--require', register]],
  ['openai-7/app.mjs', ['--import', register]],
];

describe.each(apps)('a conversation by %s', (app, preload) => {
  let run: Recorded<OpenAiExchange>;
  beforeAll(async () => {
    run = await twice(startOpenAi, app, preload);
  });

  test('has the same outcomes as without us', () => {
    expect(run.bare.code).toBe(0);
    expect(run.recorded).toMatchObject({ stdout: run.bare.stdout, stderr: run.bare.stderr, code: 0 });
  });

  test('is one record for each exchange', () => {
    expect(run.exchanges.length).toBeGreaterThan(15);
    expect(run.events.map(({ messages }) => messages)).toEqual(
      run.exchanges.map(({ request }) => request?.['messages']),
    );
  });

  test('has what was asked for in its field', () => {
    for (const [place, { request = {} }] of run.exchanges.entries()) {
      const { tools, tool_choice, response_format, stop, temperature, max_tokens, seed, n } = request;
      const event = run.events[place];
      expect(event).toMatchObject({
        project: 'tests',
        provider: 'openai',
        ...(tools === undefined ? {} : { tools }),
        ...(tool_choice === undefined ? {} : { tool_choice }),
        ...(response_format === undefined ? {} : { response_format }),
      });
      for (const [name, value] of Object.entries({ stop, temperature, max_tokens, seed, n }))
        expect(event?.hyperparameters?.[name]).toEqual(value);
    }
  });

  test('has every answer whole', () => {
    for (const [place, exchange] of run.exchanges.entries()) {
      if (isBroken(exchange)) continue;
      const { content, role, tool_calls, finish_reason } = answerOf(exchange);
      expect(run.events[place]?.response).toMatchObject({
        role,
        finish_reason,
        ...(content === undefined ? {} : { content }),
        ...(tool_calls === undefined ? {} : { tool_calls }),
      });
      expect(run.events[place]).toMatchObject({
        error: null,
        model: modelOf(exchange),
        usage: usageOf(exchange) ?? {},
      });
    }
  });

  test('has every failure in the provider’s own words', () => {
    const failed = run.exchanges.flatMap((exchange, place) => {
      const words = errorOf(exchange);
      return words === undefined ? [] : [{ words, error: run.events[place]?.error }];
    });
    expect(failed.length).toBe(4);
    for (const { words, error } of failed) expect(error).toContain(words);
  });

  test('has the call that was not answered, as an error', () => {
    const place = run.exchanges.findIndex(({ status }) => status === 0);
    expect(run.events[place]?.error).toEqual(expect.stringMatching(/\S/));
  });
});

const isBroken = (exchange: OpenAiExchange): boolean =>
  exchange.status !== 200 ||
  errorOf(exchange) !== undefined ||
  JSON.stringify(exchange.request?.['messages']).includes('[[slow]]'); // the app stops reading in the middle

const modelOf = ({ response, chunks }: OpenAiExchange): unknown =>
  ((response ?? chunks?.[0]) as { model?: string } | undefined)?.model;
