import { toModelEventDraft } from '../../src/mapping';
import { toV1Event } from '../../src/mapping/record/v1-event';
import { chatSpan, recordOf } from '../support/call';

const uuid = '0b2a7f3e-5a51-4d57-9d0e-4c5e8a1f0001';
const messages = JSON.stringify([{ role: 'assistant', parts: [{ type: 'text', content: 'Paris' }] }]);

describe('what an app sets on a span for HoneyHive is taken for what it is:', () => {
  test('the id of the event, and another one where it is no UUID', () => {
    expect(recordOf({ 'honeyhive.event_id': uuid.toUpperCase() }).event_id).toBe(uuid);
    expect(recordOf({ 'honeyhive.event_id': 'answer 7' }).event_id).toMatch(/^[\da-f]{8}-[\da-f]{4}-5/);
  });

  test('the event around it and the name of the session, beside the record', () => {
    const attributes = { 'honeyhive.parent_id': uuid, 'honeyhive.session_name': 'Tour', 'honeyhive.session_id': 's' };
    const span = chatSpan(attributes);
    expect(toModelEventDraft(span, {})?.placement).toEqual({ parentId: uuid, sessionName: 'Tour' });
    expect(recordOf(attributes).metadata).not.toHaveProperty(['honeyhive.session_name']);
  });

  test('its config as the parameters, before those of the request', () => {
    const record = recordOf({
      'gen_ai.request.temperature': 0.1,
      'honeyhive.config.temperature': 0.7,
      'honeyhive.config.model': 'tuned',
      'honeyhive.config.version': 'v3',
      'honeyhive.request.user': 'u',
    });
    expect(record.model).toBe('tuned');
    expect(record.hyperparameters).toEqual({ temperature: 0.7, version: 'v3', user: 'u' });
  });

  test('its inputs as the conversation and the variables of the template', () => {
    const record = recordOf({
      'honeyhive.inputs.chat_history': '[{"role":"user","content":"Where?"}]',
      'honeyhive.inputs.country': 'France',
      'honeyhive.template_inputs': '{"city":"Paris"}',
    });
    expect(record.messages).toEqual([{ role: 'user', content: 'Where?' }]);
    expect(record.template_inputs).toEqual({ country: 'France', city: 'Paris' });
    expect(toV1Event(record).inputs).toMatchObject({ country: 'France', chat_history: record.messages });
  });

  test('its outputs as members of the response, which is copied or read', () => {
    const attributes = { 'gen_ai.output.messages': messages, 'honeyhive.outputs.verdict': 'right' };
    const expected = { role: 'assistant', content: 'Paris', verdict: 'right' };
    expect(recordOf(attributes).response).toMatchObject(expected);
    expect(toModelEventDraft(chatSpan(attributes), {}, 1000)?.response).toMatchObject(expected);
  });

  test('none of it where no content is captured, but the ids', () => {
    const record = recordOf(
      {
        'honeyhive.inputs.a': 'secret',
        'honeyhive.outputs.b': 'secret',
        'honeyhive.event_id': uuid,
        'honeyhive.run_id': 'r1',
      },
      { captureContent: false },
    );
    expect(JSON.stringify(record)).not.toContain('secret');
    expect(record).toMatchObject({ event_id: uuid, metadata: { run_id: 'r1' } });
  });
});

test.each<[where: string, prefix: string]>([
  ['of HoneyHive', 'honeyhive.'],
  ['that are properties of an association', 'traceloop.association.properties.'],
  ['from baggage', 'baggage.'],
])('the ids of an experiment %s stand in the metadata by HoneyHive’s names', (_where, prefix) => {
  const ids = { run_id: 'r', dataset_id: 'd', datapoint_id: 'p' };
  const attributes = Object.fromEntries(Object.entries(ids).map(([name, id]) => [prefix + name, id]));
  const { metadata = {} } = recordOf(attributes);
  expect(metadata).toMatchObject(ids);
  expect(Object.keys(metadata).filter((name) => name.startsWith(prefix))).toEqual([]);
});

test.each<[dialect: string, attributes: Readonly<Record<string, unknown>>]>([
  ['HoneyHive, before all others', { 'honeyhive.session_id': uuid, 'session.id': 'x', 'baggage.session_id': 'y' }],
  ['OpenLLMetry', { 'traceloop.association.properties.session_id': uuid }],
  ['the conventions, before baggage', { 'session.id': uuid, 'baggage.session_id': 'y' }],
  ["Microsoft's agents", { 'microsoft.session.id': uuid }],
  ['the Vercel AI SDK', { 'ai.telemetry.metadata.sessionId': uuid }],
  ['the Agent Development Kit', { 'gcp.vertex.agent.session_id': uuid }],
  ['Laminar', { 'lmnr.association.properties.session_id': uuid }],
  ['LangSmith', { 'langsmith.metadata.thread_id': uuid }],
  ['Langfuse', { 'langfuse.session.id': uuid }],
  ['LangWatch', { 'langwatch.thread.id': uuid }],
  ['Genkit', { 'genkit:sessionId': uuid }],
  ['Mastra', { 'mastra.metadata.threadId': uuid }],
  ["baggage of HoneyHive's SDKs", { 'baggage.session_id': uuid, 'baggage.session.id': 'y' }],
  ['baggage by the conventions', { 'baggage.session.id': uuid }],
])('a session is read as %s says it', (_dialect, attributes) => {
  expect(recordOf(attributes).session_id).toBe(uuid);
});

test('long session ids that begin alike are two, and their metadata is bounded', () => {
  const [one, other] = ['a', 'b'].map((end) => recordOf({ 'session.id': 'x'.repeat(10_000) + end }));
  expect(one?.session_id).not.toBe(other?.session_id);
  expect(String(one?.metadata?.['session_id']).length).toBeLessThan(2000);
});

test('results of evaluations are metrics by their names, from events of the span and of its log', () => {
  const result = (name: string, more: object) => ({
    name: 'gen_ai.evaluation.result',
    attributes: { 'gen_ai.evaluation.name': name, ...more },
  });
  const relevance = result('relevance', {
    'gen_ai.evaluation.score.value': 0.9,
    'gen_ai.evaluation.score.label': 'good',
    'gen_ai.evaluation.explanation': 'It names the capital.',
  });
  const tone = { ...result('tone', { 'gen_ai.evaluation.score.label': 'kind' }), body: undefined };
  const record = recordOf({ 'honeyhive.metrics.length': 5 }, { logs: [tone] }, { events: [relevance, result('', {})] });
  expect(record.metrics).toEqual({
    relevance: 0.9,
    relevance_label: 'good',
    relevance_explanation: 'It names the capital.',
    tone: 'kind',
    length: 5,
  });
});
