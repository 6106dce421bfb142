import { diag } from '@opentelemetry/api';
import { type HoneyHiveContext, toModelEvent, withHoneyHive } from '../../src';
import { contextAttributes } from '../../src/context/with-honeyhive';
import { captureLog } from '../support/log';

let said: string[];

beforeEach(() => {
  said = captureLog();
});
afterEach(() => diag.disable());

/** As code without types calls it. */
const wrongly = (context: unknown, run?: unknown): unknown =>
  withHoneyHive(context as HoneyHiveContext, run as () => unknown);

test('without a function, nothing can be run: an error says what is missing', () => {
  for (const run of [undefined, 'answer', Promise.resolve()])
    expect(() => wrongly({ sessionId: 's' }, run)).toThrow(
      new TypeError(
        'withHoneyHive needs a function as its second argument, which makes the calls: ' +
          'withHoneyHive({ sessionId }, () => answer(question)).',
      ),
    );
});

test('whatever the fields are, the function is run, what can be used is used, and each mistake is said once', () => {
  const fields = {
    session_id: 'secret',
    userId: null,
    runId: {},
    metadata: 'secret',
    datasetId: 7,
    constructor: 'secret',
    metrics: { score: 1 },
  };
  const attributes = { 'honeyhive.dataset_id': '7', 'honeyhive.metrics.score': 1 };
  for (const _time of [1, 2]) expect(wrongly(fields, contextAttributes)).toEqual(attributes);
  expect(said).toEqual([
    'honeyhive: `session_id` is not a field of withHoneyHive, so it is left out. Did you mean `sessionId`?',
    'honeyhive: `runId` of withHoneyHive must be a string, so it is left out.',
    'honeyhive: `metadata` of withHoneyHive must be an object, so it is left out.',
    'honeyhive: `datasetId` of withHoneyHive must be a string, so the number is made one.',
    'honeyhive: `constructor` is not a field of withHoneyHive, so it is left out. Put fields of your own in `metadata`.',
  ]);
});

test('a number in place of an id is made a string, and that is said', () => {
  const names = ['sessionId', 'sessionName', 'userId', 'runId', 'datasetId', 'datapointId'] as const;
  for (const name of names) {
    const attributes = wrongly({ [name]: 5 }, contextAttributes) as object;
    expect(Object.values(attributes)).toEqual(['5']);
  }
  const sentence = (name: string) =>
    `honeyhive: \`${name}\` of withHoneyHive must be a string, so the number is made one.`;
  expect(said).toEqual(names.filter((name) => name !== 'datasetId').map(sentence)); // it was said before
  expect(wrongly({ sessionId: 5n }, contextAttributes)).toEqual({ 'honeyhive.session_id': '5' });
});

test.each(['userId'])('%s that cannot be an id is left out, and that is said', (name) => {
  for (const value of [Number.NaN, true, {}, [], () => 1, Symbol('s')])
    expect(wrongly({ [name]: value }, contextAttributes)).toEqual({});
  expect(said).toEqual([`honeyhive: \`${name}\` of withHoneyHive must be a string, so it is left out.`]);
});

test.each(['feedback'])('of %s, what no record can have is left out, and that is said', (name) => {
  const fields = { ok: 1, no: undefined, call: () => 1, key: Symbol('s') };
  expect(Object.values(wrongly({ [name]: fields }, contextAttributes) as object).filter(Boolean)).toEqual([1]);
  expect(wrongly({ [name]: 5 }, contextAttributes)).toEqual({});
  expect(said).toEqual([
    `honeyhive: \`${name}\` of withHoneyHive has a function in it, which is left out: it takes strings, numbers and booleans.`,
    `honeyhive: \`${name}\` of withHoneyHive has a symbol in it, which is left out: it takes strings, numbers and booleans.`,
    `honeyhive: \`${name}\` of withHoneyHive must be an object, so it is left out.`,
  ]);
});

test('fields and function in the wrong order are put in order, which is said once', () => {
  expect(wrongly(contextAttributes, { sessionId: 's' })).toEqual({ 'honeyhive.session_id': 's' });
  expect(wrongly(contextAttributes, { sessionId: 's' })).toEqual({ 'honeyhive.session_id': 's' });
  expect(said).toEqual([expect.stringContaining('takes the fields first and the function second')]);
});

test.each([[undefined], [null], ['session'], [[]]])('with %j in place of fields, the function is run', (context) => {
  expect(wrongly(context, () => 7)).toBe(7);
});

test('an app that makes names up does not fill the log', () => {
  for (let time = 0; time < 100; time += 1) wrongly({ [`made-up-${time}`]: 1 }, () => {});
  expect(said.length).toBeLessThanOrEqual(20);
});

test('toModelEvent makes no record of something that is no span, and says so once', () => {
  for (const given of [undefined, null, [], 'span'])
    expect(toModelEvent(given as unknown as Parameters<typeof toModelEvent>[0])).toBeUndefined();
  expect(said).toEqual([expect.stringContaining('toModelEvent needs one ended span')]);
});
