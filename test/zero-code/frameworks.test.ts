import { dirname } from 'node:path';
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

const inSession = { session_id: expect.any(String) };
/** What only the other instrumentation, or a span around the call, knows. */
const instrumentations: readonly (readonly [name: string, known: Readonly<Record<string, unknown>>])[] = [
  [
    'traceloop',
    {
      ...inSession,
      user_properties: { user_id: 'ada' },
      metadata: {
        session_id: 'session-7',
        'traceloop.workflow.name': 'tour-guide',
        'traceloop.entity.name': 'answer_question',
        'traceloop.association.properties.plan': 'gold',
      },
    },
  ],
  [
    'openinference',
    {
      ...inSession,
      user_properties: { user_id: 'ada' },
      template: [{ role: 'user', content: 'What is the capital of {country}?' }],
      template_inputs: { country: 'France' },
      metadata: {
        session_id: 'session-7',
        metadata: '{"plan":"gold"}',
        'tag.tags': '["tour"]',
        'llm.prompt_template.version': 'v3',
      },
    },
  ],
  [
    'otel-openai',
    {
      ...inSession,
      user_properties: { user_id: 'ada' },
      metadata: { session_id: 'session-7', conversation_id: 'conversation-3', 'gen_ai.agent.name': 'Tour guide' },
    },
  ],
  [
    'ai',
    {
      ...inSession,
      user_properties: { user_id: 'ada' },
      metadata: {
        session_id: 'session-7',
        'ai.telemetry.functionId': 'answer_question',
        'ai.telemetry.metadata.plan': 'gold',
      },
    },
  ],
  ...['langchain', 'langchain, and openai by traceloop'].map(
    (name) =>
      [
        name,
        { ...inSession, metadata: { session_id: 'session-7', metadata: expect.stringContaining('"plan":"gold"') } },
      ] as const,
  ),
  ['langchain by traceloop, and openai by openinference', {}],
];

/** Without us, once for each. */
const bareRuns = new Map<string, Promise<Ended>>();
function bareRun(env: Readonly<Record<string, string>> & { readonly INSTRUMENTATION: string }): Promise<Ended> {
  const run = bareRuns.get(env.INSTRUMENTATION) ?? node(['frameworks/app.cjs'], { env });
  bareRuns.set(env.INSTRUMENTATION, run);
  return run;
}

const cases = instrumentations.flatMap(([name, known]) => [
  [name, 'register', ['--require', register], {}, known] as const,
  [name, 'our instrumentation and processor', [], { PACKAGE: dirname(register) }, known] as const,
]);

describe('an app with another instrumentation of model calls', () => {
  test.each(cases)(
    '%s, and %s: a call is one record, with all of the exchange and what only the other knows',
    async (name, _ours, preload, more, known) => {
      const env = {
        MODEL_URL: provider.url,
        HH_API_KEY: 'key',
        HH_COST: 'false',
        HH_API_URL: receiver.url,
        INSTRUMENTATION: name,
      };
      const bare = await bareRun(env);
      const recorded = await node([...preload, 'frameworks/app.cjs'], { env: { ...env, ...more } });
      expect(bare).toMatchObject({ stderr: '', code: 0 });
      expect(recorded).toMatchObject({ stderr: '', code: 0 });
      const others = (JSON.parse(recorded.stdout) as string[]).filter((span) => span !== 'chat gpt-4o');
      expect(others).toEqual((JSON.parse(bare.stdout) as string[]).filter((span) => span !== 'chat gpt-4o'));

      expect(receiver.events).toHaveLength(1);
      expect(receiver.events[0]).toMatchObject({
        messages: [{ role: 'user', content: 'What is the capital of France?' }],
        response: { role: 'assistant', content: 'The capital of France is Paris.', finish_reason: 'stop' },
        usage: { total_tokens: 24 },
        ...known,
      });
      expect(receiver.events[0]?.metadata).toMatchObject({
        response_id: expect.any(String),
        scope: { name: 'opentelemetry-exporter-honeyhive/wire' },
      });
    },
  );

  test.each(instrumentations.map(([name]) => name))('%s: a call is one record without content, too', async (name) => {
    const env = {
      MODEL_URL: provider.url,
      HH_API_KEY: 'key',
      HH_COST: 'false',
      HH_API_URL: receiver.url,
      HH_CAPTURE_CONTENT: 'false',
      INSTRUMENTATION: name,
    };
    await node(['--require', register, 'frameworks/app.cjs'], { env });
    expect(receiver.events).toHaveLength(1);
    expect(receiver.events[0]).toMatchObject({
      messages: [],
      response: { finish_reason: 'stop' },
      usage: { total_tokens: 24 },
    });
    expect(JSON.stringify(receiver.events)).not.toMatch(/capital|Paris|France/);
  });
});

/** What stands around the call in the app, from the outside in. */
const steps: readonly (readonly [name: string, chains: readonly string[]])[] = [
  ['otel-openai', ['answer']],
  ['ai', ['ai.generateText']],
  ['langchain', ['tour-guide']],
  ['langchain, and openai by traceloop', ['tour-guide']],
];

describe("with events: 'all' and api: 'v1'", () => {
  test.each(
    steps.flatMap(([name, chains]) => [
      [name, 'register', ['--require', register], {}, chains] as const,
      [name, 'our instrumentation and processor', [], { PACKAGE: dirname(register) }, chains] as const,
    ]),
  )('%s, and %s: a call stands below what the app calls it in', async (name, _ours, preload, more, chains) => {
    const env = {
      MODEL_URL: provider.url,
      HH_API_KEY: 'key',
      HH_COST: 'false',
      HH_API_URL: receiver.url,
      HH_EVENTS: 'all',
      HH_EVENTS_API: 'v1',
      INSTRUMENTATION: name,
    };
    expect(await node([...preload, 'frameworks/app.cjs'], { env: { ...env, ...more } })).toMatchObject({ stderr: '' });
    const events = receiver.v1Events;
    const call = events.filter(({ event_type: type }) => type === 'model');
    expect(call).toHaveLength(1);
    expect(call[0]?.['event_name']).toBe('chat gpt-4o');
    const around: unknown[] = [];
    for (let at = call[0]?.['parent_id']; at !== undefined; ) {
      const step = events.find(({ event_id: id }) => id === at);
      expect(step?.['event_type']).toBe('chain');
      around.unshift(step?.['event_name']);
      at = step?.['parent_id'];
    }
    expect(around).toEqual(chains);
    expect(events).toHaveLength(1 + chains.length);
    const traces = events.map(({ metadata }) => (metadata as Record<string, unknown>)['trace_id']);
    expect(new Set(traces).size).toBe(1);
  });
});
