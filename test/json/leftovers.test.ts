import type { Json } from '../../src/json/json';
import { all, leftoverOf, type Written } from '../../src/json/leftovers';
import { toModelEvent } from '../../src/mapping';
import { chatSpan, recordOf } from '../support/call';
import { recordsOf } from '../support/records';

describe('the part of a value that has no field', () => {
  test.each<[string, Json, Written, Json | undefined]>([
    ['is nothing if the whole value has one', { a: 1 }, true, undefined],
    ['is every member that is not read', { id: 'x', tier: 'flex' }, all('id'), { tier: 'flex' }],
    [
      'is found in members that are read in part',
      { usage: { in: 1, tier: 'flex' } },
      { usage: all('in') },
      { usage: { tier: 'flex' } },
    ],
    [
      'is nothing if the other members are empty',
      { id: 'x', a: null, b: '', c: [], d: { e: {} } },
      all('id'),
      undefined,
    ],
    ['keeps zeros and flags that are off', { id: 'x', a: 0, b: false }, all('id'), { a: 0, b: false }],
    ['keeps the places of the items of a list', [{ id: 1 }, { id: 2, x: 1 }], all('id'), [null, { x: 1 }]],
    [
      'may depend on the value',
      { text: { format: 'a' } },
      { text: (value) => (typeof value === 'string' ? true : undefined) },
      { text: { format: 'a' } },
    ],
    [
      'is a member of any name',
      JSON.parse('{"id":"x","__proto__":{"a":1}}'),
      all('id'),
      JSON.parse('{"__proto__":{"a":1}}'),
    ],
  ])('%s', (_rule, value, fields, expected) => {
    expect(leftoverOf(value, fields)).toEqual(expected);
  });
});

describe('the leftover of an answer', () => {
  test('is kept in the metadata by the name of the attribute that has the answer', () => {
    const [record] = recordsOf('openinference-openai-4.2.7--openai6', 'chat-logprobs');
    expect(record?.metadata?.['output.value']).toMatchObject({
      object: 'chat.completion',
      system_fingerprint: expect.any(String),
      choices: [{ logprobs: { content: expect.any(Array) } }],
    });
    expect(JSON.stringify(record?.metadata?.['output.value'])).not.toContain('prompt_tokens"');
  });

  test('has nothing that repeats the request', () => {
    const request = { model: 'gpt-4o', input: 'Hi', temperature: 1, store: true };
    const answer = {
      ...request,
      input: undefined,
      id: 'resp_1',
      object: 'response',
      truncation: 'disabled',
      output: [],
    };
    const span = chatSpan({
      'gen_ai.operation.name': undefined,
      'openinference.span.kind': 'LLM',
      'input.value': JSON.stringify(request),
      'output.value': JSON.stringify(answer),
    });
    expect(toModelEvent(span)?.metadata?.['output.value']).toEqual({ object: 'response', truncation: 'disabled' });
  });

  test('is left out without content', () => {
    const attributes = { 'gen_ai.completion': JSON.stringify({ id: 'x', note: 'canary', choices: [] }) };
    expect(recordOf(attributes).metadata).toMatchObject({ 'gen_ai.completion': { note: 'canary' } });
    expect(JSON.stringify(recordOf(attributes, { captureContent: false }))).not.toContain('canary');
  });
});
