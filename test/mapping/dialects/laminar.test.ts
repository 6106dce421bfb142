import { isModelCall } from '../../../src/mapping';
import { chatSpan, recordOf } from '../../support/call';

const byHand = { 'gen_ai.operation.name': undefined, 'lmnr.span.type': 'LLM' };

test('who asked, and what belongs to the trace, has its field', () => {
  const record = recordOf({
    'lmnr.association.properties.session_id': 's1',
    'lmnr.association.properties.user_id': 'u1',
    'lmnr.association.properties.metadata.tenant': 'acme',
    'lmnr.association.properties.tags': ['a'],
  });
  expect(record.user_properties).toEqual({ user_id: 'u1' });
  expect(record.metadata).toMatchObject({
    session_id: 's1',
    tenant: 'acme',
    'lmnr.association.properties.tags': ['a'],
  });
});

describe('a call that an app records by hand', () => {
  test.each<[string, unknown, unknown, readonly unknown[], unknown]>([
    [
      'has messages where its input and output are messages',
      '[{"role":"system","content":"s"},{"role":"user","content":"hi"}]',
      '{"role":"assistant","content":"hello"}',
      [
        { role: 'system', content: 's' },
        { role: 'user', content: 'hi' },
      ],
      { role: 'assistant', content: 'hello' },
    ],
    [
      'has texts where they are texts',
      '"hi"',
      'hello',
      [{ role: 'user', content: 'hi' }],
      { role: 'assistant', content: 'hello' },
    ],
    [
      'has anything else as the JSON that it is',
      '{"prompt":"hi"}',
      '[1]',
      [{ role: 'user', content: '{"prompt":"hi"}' }],
      { role: 'assistant', content: '[1]' },
    ],
  ])('%s', (_rule, input, output, messages, response) => {
    const record = recordOf({ ...byHand, 'lmnr.span.input': input, 'lmnr.span.output': output });
    expect(record.messages).toEqual(messages);
    expect(record.response).toEqual(response);
    expect(Object.keys(record.metadata ?? {}).filter((name) => /put$/.test(name))).toEqual([]);
  });

  test('is a model call if it has a model or an input; a tool and a step are none', () => {
    const nameless = { ...byHand, 'gen_ai.request.model': undefined };
    expect(isModelCall(chatSpan(byHand))).toBe(true);
    expect(isModelCall(chatSpan({ ...nameless, 'lmnr.span.input': '"hi"' }))).toBe(true);
    expect(isModelCall(chatSpan(nameless))).toBe(false);
    expect(isModelCall(chatSpan({ ...nameless, 'lmnr.span.type': 'TOOL', 'lmnr.span.input': '{}' }))).toBe(false);
    expect(isModelCall(chatSpan({ ...nameless, 'lmnr.span.type': 'DEFAULT', 'lmnr.span.input': '{}' }))).toBe(false);
  });
});
