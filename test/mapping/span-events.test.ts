import { toModelEvent } from '../../src/mapping';
import type { CreateModelEvent } from '../../src/mapping/record/model-event';
import type { SpanEvent } from '../../src/mapping/span/span-view';
import { recordOf } from '../support/call';
import { fixture, spanOf } from '../support/fixture';
import { recordsOf } from '../support/records';

const event = (name: string, attributes: Readonly<Record<string, unknown>>): SpanEvent => ({ name, attributes });
const told = (...events: readonly SpanEvent[]): CreateModelEvent => recordOf({}, {}, { events });

describe('events on the span', () => {
  test('of Strands Agents give the same record in both of its modes', () => {
    const modes = [
      'strands-agents-1.19.0--default',
      'strands-agents-1.19.0--gen_ai_latest_experimental+gen_ai_tool_definitions',
      'strands-agents-1.19.0--gen_ai_latest_experimental+gen_ai_span_attributes_only',
    ];
    const [old, ...others] = modes.map((mode) =>
      recordsOf(mode, 'agent-tools').map(({ messages, response, usage, provider }) => [
        // The older of them says of tools how they fared, too.
        messages.map(({ status: _, ...message }) => message),
        response,
        usage,
        provider,
      ]),
    );
    expect(old).toHaveLength(2);
    expect(others).toEqual([old, old]);
  });

  test('leave no trace where content is not captured, but their finish reasons', () => {
    const [call] = fixture('strands-agents-1.19.0--default', 'agent-tools').spans;
    const record = call && toModelEvent(spanOf(call), { captureContent: false });
    expect(record).toMatchObject({ messages: [], response: { finish_reason: 'toolUse' } });
    expect(JSON.stringify(record)).not.toContain('get_weather');
  });

  test('are not in the metadata once more', () => {
    expect(told(event('gen_ai.user.message', { content: 'Hi' })).metadata?.['events']).toBeUndefined();
  });

  test.each([
    ['that looks like JSON', '{"a": 1}'],
    ['that looks like a message', '{"content": "x"}'],
    ['that is a list', '[1, 2]'],
    ['that begins like a list', '[sic] hello'],
  ])('keep a text %s', (_how, content) => {
    expect(told(event('gen_ai.user.message', { content })).messages).toEqual([{ role: 'user', content }]);
  });

  test("may hold a message as a whole, as Azure's SDKs write it", () => {
    const record = told(
      event('gen_ai.system.message', { 'gen_ai.event.content': '{"role":"system","content":"Be brief."}' }),
      event('gen_ai.user.message', { 'gen_ai.event.content': '{"role":"user","content":"Hi"}' }),
      event('gen_ai.choice', {
        'gen_ai.event.content': '{"message":{"content":"Hello"},"finish_reason":"stop","index":0}',
      }),
    );
    expect(record.messages).toEqual([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Hi' },
    ]);
    expect(record.response).toEqual({ role: 'assistant', content: 'Hello', finish_reason: 'stop' });
  });

  test('whose JSON a limit cut are read up to the cut', () => {
    const record = told(event('gen_ai.user.message', { content: '[{"text":"Weather in Par' }));
    expect(record.messages).toEqual([{ role: 'user', content: 'Weather in Par' }]);
    expect(record.metadata?.['truncated']).toBe(true);
  });

  test('of version 1.27 have a prompt and a completion each, as JSON', () => {
    const record = told(
      event('gen_ai.content.prompt', { 'gen_ai.prompt': '[{"role":"user","content":"Hi"}]' }),
      event('gen_ai.content.completion', { 'gen_ai.completion': '[{"role":"assistant","content":"Hello"}]' }),
    );
    expect(record.messages).toEqual([{ role: 'user', content: 'Hi' }]);
    expect(record.response).toEqual({ role: 'assistant', content: 'Hello' });
  });

  test('and equal log events are not doubled', () => {
    const logs = [{ name: 'gen_ai.user.message', attributes: {}, body: { content: 'Hi' } }];
    const record = recordOf({}, { logs }, { events: [event('gen_ai.user.message', { content: 'Hi' })] });
    expect(record.messages).toEqual([{ role: 'user', content: 'Hi' }]);
  });
});
