import { Carried } from '../support/carried';
import { missing } from '../support/comparison';
import { type OpenAiExchange, startOpenAi } from '../support/providers/openai.cjs';
import { truthOf } from '../support/truth';
import { register } from './app-process';
import { type Recorded, twice } from './twice';

type Json = Readonly<Record<string, unknown>>;

describe.each([
  ['openai-6/responses.mjs', ['--import', register]], // as CommonJS: in the matrix
])('responses, completions and embeddings by %s', (app, preload) => {
  let run: Recorded<OpenAiExchange>;
  beforeAll(async () => {
    run = await twice(startOpenAi, app, preload);
  });

  const recordFor = (marker: string) => run.events[run.exchanges.findIndex((each) => asked(each).includes(marker))];

  test('have the same outcomes as without us', () => {
    expect(run.bare.code).toBe(0);
    expect(run.recorded).toMatchObject({ stdout: run.bare.stdout, stderr: run.bare.stderr, code: 0 });
  });

  test('are one record for each exchange', () => {
    expect(run.exchanges.length).toBeGreaterThan(25);
    expect(run.events.length).toBe(run.exchanges.length);
  });

  test('have all of every exchange in its field', () => {
    for (const [place, exchange] of run.exchanges.entries()) {
      const event = run.events[place];
      if (event === undefined) throw new Error('a call has no record');
      const { path, request = {}, response, whole } = exchange;
      const isWhole = exchange.status === 200 && !/\[\[(failed|sse-error|cut|slow)\]\]/.test(asked(exchange));
      const answer = isWhole ? ((response ?? whole) as Json) : {};
      expect([
        place,
        missing(event, truthOf({ path, request, response: answer }), new Carried(request, answer)),
      ]).toEqual([place, []]);
      expect([place, event.error]).toEqual([place, isWhole ? null : expect.stringMatching(/\S/)]);
    }
  });

  test('have every failure in the provider’s own words', () => {
    expect(recordFor('[[400]]')?.error).toContain("Invalid 'temperature'");
    expect(recordFor('[[failed]]')?.error).toContain('The model failed to answer.');
    expect(recordFor('[[sse-error]]')?.error).toContain('The server had an error');
    expect(recordFor('[[429]]')?.error).toContain('Rate limit reached');
  });

  test('have what a broken stream had said until then', () => {
    const { content } = (recordFor('[[cut]]')?.response ?? {}) as { content?: string };
    expect(content).toMatch(/^The capi/);
    expect(content).not.toMatch(/Paris\.$/);
  });

  test('have why the model stopped', () => {
    expect(recordFor('capital of France?')?.response['finish_reason']).toBe('stop');
    expect(recordFor('東京')?.response['finish_reason']).toBe('tool_calls');
    expect(recordFor('[[length]]')?.response['finish_reason']).toBe('length');
    expect(recordFor('Later.')?.response).toEqual({});
  });

  test('have what stands beside the words', () => {
    expect(recordFor('Search.')?.response['annotations']).toEqual([
      expect.objectContaining({ type: 'url_citation', url: 'https://example.com/paris' }),
    ]);
    expect(recordFor('first program')).toMatchObject({
      response_format: { type: 'json_schema', json_schema: { name: 'person', schema: { type: 'object' } } },
      hyperparameters: { verbosity: 'low' },
    });
    expect(recordFor('And Spain?')?.metadata).toMatchObject({ 'gen_ai.request.previous_response.id': 'resp_before' });
    expect(recordFor('And Italy?')?.metadata).toMatchObject({ conversation_id: 'conv_1' });
  });

  test('have no vectors', () => {
    const embedded = run.events.filter((_, place) => run.exchanges[place]?.path === '/v1/embeddings');
    expect(embedded.map(({ messages }) => messages.map(({ content }) => content))).toEqual([
      ['one'],
      ['one', '三'],
      [[{ type: 'tokens', tokens: [1, 2, 3] }]],
      ['much [[429]]'],
    ]);
    for (const { response } of embedded) expect(response).toEqual({});
  });
});

const asked = ({ request = {} }: OpenAiExchange): string => JSON.stringify([request['input'], request['prompt']]);
