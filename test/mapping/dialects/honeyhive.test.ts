import { recordOf } from '../../support/call';
import { stepOf } from '../../support/step';

test('project, source, name and truncation are what the app says', () => {
  const record = recordOf({
    'honeyhive.project': 'tours',
    'honeyhive.source': 'staging',
    'honeyhive.event_name': 'answer',
    'honeyhive.truncated': true,
  });
  expect(record).toMatchObject({
    project: 'tours',
    source: 'staging',
    event_name: 'answer',
    metadata: { truncated: true },
  });
});

test('the provider of its config comes before that of the call', () => {
  expect(recordOf({ 'gen_ai.system': 'openai', 'honeyhive.config.provider': 'anthropic' }).provider).toBe('anthropic');
});

test.each<[string, Readonly<Record<string, unknown>>]>([
  ['as JSON', { 'honeyhive.inputs.chat_history': '[{"content":"Where?"}]' }],
  ['of one attribute a leaf', { 'honeyhive.inputs.chat_history.0.content': 'Where?' }],
])('the conversation among its inputs may be %s', (_how, attributes) => {
  const record = recordOf(attributes);
  expect(record.messages).toEqual([{ role: 'user', content: 'Where?' }]);
  expect(record).not.toHaveProperty('template_inputs');
});

test('its inputs alone are variables of the template', () => {
  expect(recordOf({ 'honeyhive.inputs.country': 'France' }).template_inputs).toEqual({ country: 'France' });
});

test.each<[string, unknown, unknown]>([
  ['an object as JSON', '{"type":"json_object"}', { type: 'json_object' }],
  ['an object', { type: 'json_object' }, { type: 'json_object' }],
  ['the type alone', 'json_object', { type: 'json_object' }],
  ['an empty type', '{"type":""}', undefined],
  ['an empty text', '', undefined],
  ['JSON that is cut', '{"type":"json_sch', undefined],
  ['no text', 7, undefined],
])('the requested format is %s', (_what, given, expected) => {
  expect(recordOf({ 'honeyhive.request.response_format': given }).response_format).toEqual(expected);
});

test.each([
  ['dollars', 'cost.total_cost', 0.25],
  ['ticks of xAI', 'cost_in_usd_ticks', 2_500_000_000],
])('the cost that an API states is in %s', (_what, path, given) => {
  expect(recordOf({ [`gen_ai.usage.details.${path}`]: given }).cost).toBe(0.25);
});

test('a step has its inputs, outputs and config', () => {
  const attributes = {
    'honeyhive.event_type': 'chain',
    'honeyhive.inputs.city': 'Paris',
    'honeyhive.outputs.verdict': 'right',
    'honeyhive.config.version': 'v3',
  };
  expect(stepOf(attributes)).toMatchObject({
    inputs: { city: 'Paris' },
    outputs: { verdict: 'right' },
    config: { version: 'v3' },
  });
});
