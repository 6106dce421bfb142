import { toModelEvent } from '../../../src/mapping';
import { nested } from '../../../src/mapping/record/metadata';
import type { ReadableSpan } from '../../../src/mapping/span/span-view';
import { chatSpan, recordOf } from '../../support/call';

type Loose = Readonly<Record<string, unknown>>;

const metadataOf = (attributes: Loose, members: Loose = {}, options = {}): Loose =>
  toModelEvent(chatSpan(attributes, members as Partial<ReadableSpan>), options)?.metadata ?? {};

const zeros = { spanContext: () => ({ traceId: '0'.repeat(32), spanId: '0'.repeat(16) }) };

test('a span without ids has none in its metadata', () => {
  const metadata = metadataOf({}, zeros);
  expect(Object.keys(metadata)).toEqual(['request_model', 'dialect', 'gen_ai.operation.name']);
});

test('the ids of a span, its parent and its scope are in its metadata', () => {
  expect(metadataOf({}, { parentSpanId: 'c3', instrumentationScope: { name: 's', version: '1' } })).toMatchObject({
    ...{ trace_id: '4ee3a3296af92bb89bc85d7fd0c5b843', span_id: '2277deeaf81d77e6', parent_span_id: 'c3' },
    scope: { name: 's', version: '1' },
  });
  expect(metadataOf({}, { instrumentationScope: { name: 's' } })['scope']).toEqual({ name: 's' });
});

test.each<[string, unknown, unknown]>([
  ['that is the record’s', 'OpenAI', undefined],
  ['that says more', 'openai.responses', 'openai.responses'],
])('a provider %s is in the metadata: %s', (_what, provider, expected) => {
  expect(metadataOf({ 'gen_ai.provider.name': provider })['provider']).toBe(expected);
});

test('a call without a model has no name of one', () => {
  const metadata = metadataOf({ 'gen_ai.request.model': undefined, 'gen_ai.provider.name': 'openai' });
  expect(metadata).not.toHaveProperty('request_model');
});

describe('an attribute that no reader takes', () => {
  test('is there under its name, unless it is nothing', () => {
    expect(metadataOf({ 'app.zero': 0, 'app.no': false, 'app.none': null, 'app.list': ['a'] })).toMatchObject({
      ...{ 'app.zero': 0, 'app.no': false, 'app.list': ['a'] },
    });
    expect(metadataOf({ 'app.none': null, 'app.gone': undefined })).not.toHaveProperty(['app.none']);
  });

  test('of a name that the metadata has is there once if it is the same, else behind `attribute.`', () => {
    expect(metadataOf({ dialect: 'gen_ai' })).not.toHaveProperty(['attribute.dialect']);
    expect(metadataOf({ dialect: 'other' })).toMatchObject({ dialect: 'gen_ai', 'attribute.dialect': 'other' });
    expect(metadataOf({ run_id: 'mine' })).toMatchObject({ run_id: 'mine' });
    expect(metadataOf({ cost: 3, truncated: 'x' })).toMatchObject({ 'attribute.cost': 3, 'attribute.truncated': 'x' });
    expect(metadataOf({ cost: 3 })).not.toHaveProperty('cost');
  });

  test('is the error’s type only where the error says something else', () => {
    const failed = { status: { code: 2 } };
    expect(metadataOf({ 'error.type': '429' }, failed)).not.toHaveProperty(['error.type']);
    expect(metadataOf({ 'error.type': '429' }, { status: { code: 2, message: 'Too many.' } })['error.type']).toBe(
      '429',
    );
    expect(metadataOf({ 'app.type': '429', 'error.type': '429' }, failed)['app.type']).toBe('429');
  });
});

test('what the app names is converted to the type of its name, or left out', () => {
  const said = { 'honeyhive.metadata.cost': '0.5', 'honeyhive.metadata.truncated': 'x', 'honeyhive.metadata.note': 1 };
  expect(metadataOf(said)).toMatchObject({ cost: 0.5, note: 1 });
  expect(metadataOf(said)).not.toHaveProperty('truncated');
});

describe('events that no field has', () => {
  const eventsOf = (events: readonly unknown[], logs: readonly unknown[] = []): unknown =>
    metadataOf({}, { events }, { logs })['events'];

  test('keep their name, their time and their attributes', () => {
    expect(eventsOf([{ name: 'retry', time: [1, 500_000], attributes: { count: 2 } }, { name: 'bare' }])).toEqual([
      { name: 'retry', time: 1000.5, attributes: { count: 2 } },
      { name: 'bare', attributes: {} },
    ]);
  });

  test('have no time that is no number', () => {
    expect(eventsOf([{ name: 'retry', time: ['x', 1] }])).toEqual([{ name: 'retry', attributes: {} }]);
  });

  test('are none where they have no name, or are the exception', () => {
    expect(eventsOf([null, { name: {} }, { name: 'exception', attributes: { a: 1 } }])).toBeUndefined();
  });

  test('are log events, too, with their bodies', () => {
    const logs = [
      { name: 'note', attributes: { a: 1 }, body: { text: 'b' } },
      { name: 'bare', body: null },
      { name: 'none', attributes: {}, body: undefined },
      { name: 'exception', attributes: { a: 1 }, body: 'x' },
    ];
    expect(eventsOf([], logs)).toEqual([
      { name: 'note', attributes: { a: 1 }, body: { text: 'b' } },
      { name: 'bare', attributes: {} },
      { name: 'none', attributes: {} },
      { name: 'exception', attributes: { a: 1 }, body: 'x' },
    ]);
  });
});

test.each<[string, Loose, Loose]>([
  ['dots nest', { 'a.b.c': 1, 'a.d': 2, e: 3 }, { a: { b: { c: 1 }, d: 2 }, e: 3 }],
  ['a value stands before what would be below it', { a: 1, 'a.b': 2 }, { a: 1, 'a.b': 2 }],
  [
    'a value of an object is not filled',
    { 'a.b': { c: 1 }, 'a.b.c': 2, 'a.b.d': 3 },
    { a: { b: { c: 1, d: 3 } }, 'a.b.c': 2 },
  ],
  ['nothing is left out', { a: undefined, 'b.c': undefined }, {}],
  ['a name without a part has an empty one', { '': 1, 'a.': 2 }, { '': 1, a: { '': 2 } }],
])('in the names of an app’s fields, %s', (_what, flat, expected) => {
  expect(nested(flat as never)).toEqual(expected);
});

test('a name of more than 33 parts stays whole', () => {
  const name = (parts: number): string => Array.from({ length: parts }, () => 'a').join('.');
  expect(Object.keys(nested({ [name(33)]: 1 }))).toEqual(['a']);
  expect(Object.keys(nested({ [name(34)]: 1 }))).toEqual([name(34)]);
});

test('the app’s own name of a session is in the metadata where its id is made of that', () => {
  const uuid = '6F53155D-B7A7-4FCE-96B1-34BF07A9C90C';
  expect(recordOf({ 'session.id': uuid }).metadata).not.toHaveProperty('session_id');
  expect(recordOf({ 'session.id': 'chat 7' }).metadata).toMatchObject({ session_id: 'chat 7' });
  expect(recordOf({ 'session.id': 'chat with Ada' }, { captureContent: false }).metadata).not.toHaveProperty(
    'session_id',
  );
  expect(recordOf({ 'session.id': 'chat-7' }, { captureContent: false }).metadata).toMatchObject({
    session_id: 'chat-7',
  });
});
