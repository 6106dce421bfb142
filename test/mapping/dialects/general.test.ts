import { baggageAttribute } from '../../../src/mapping/dialects/baggage';
import { recordOf } from '../../support/call';

/** By the names that need no dialect of their own: those of the conventions, of Microsoft's agents, and of baggage. */
test('sessions and users of any span', () => {
  const sessions = ['session.id', 'microsoft.session.id', 'baggage.session_id', 'baggage.session.id'];
  for (const name of sessions)
    expect([name, recordOf({ [name]: 's-1' }).metadata?.['session_id']]).toEqual([name, 's-1']);
  for (const name of ['user.id', 'enduser.id']) {
    expect([name, recordOf({ [name]: 'u-1' }).user_properties]).toEqual([name, { user_id: 'u-1' }]);
  }
});

test('the entries of baggage that are ids of HoneyHive have a prefix as attributes, and others none', () => {
  for (const name of ['session_id', 'session.id', 'run_id', 'dataset_id', 'datapoint_id']) {
    expect(baggageAttribute(name)).toBe(`baggage.${name}`);
  }
  expect(baggageAttribute('tenant')).toBe('tenant');
});

test("what Anthropic's own instrumentation has cut is truncated", () => {
  expect(recordOf({ 'anthropic.content.truncated': true }).metadata?.['truncated']).toBe(true);
});
