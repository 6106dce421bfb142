import { validate } from '../../src/json/validate-schema';
import { draftingInSteps, toModelEvent, toModelEventDraft } from '../../src/mapping';
import { modelEventSchema } from '../../src/mapping/record/event-schemas';
import type { CreateModelEvent } from '../../src/mapping/record/model-event';
import { completed } from '../../src/mapping/record/model-event-draft';
import { condensed } from '../../src/pipeline/condensed-call';
import { draftEncoding, encode, encodeDraft } from '../../src/pipeline/encode';
import { estimateSize, largeChars } from '../../src/pipeline/size-estimate';
import { finish, type Steps } from '../../src/runtime/steps';
import { growth, linear } from '../support/growth';
import { type LargeCall, largeCall, largeCalls } from '../support/large-calls';

/** Copying all texts for each of them costs little as long as they are few; and few are within the limit, so nothing is done with them. */
const isOfParts = (kind: string): boolean => /^(?:parts|texts) of/.test(kind);

const limits = { maxBytes: 2 ** 16, maxMediaBytes: 4096 };
const condensedAtOnce = (call: LargeCall, maxBytes = limits.maxBytes): LargeCall =>
  finish(condensed(call, { ...limits, maxBytes }));

function draftOf({ span, logs }: LargeCall, maxChars?: number) {
  const draft = toModelEventDraft(span, { logs }, maxChars);
  if (draft === undefined) throw new Error('not taken for a model call');
  return draft;
}

function stepsOf(steps: Steps<unknown>): number {
  let count = 1;
  while (steps.next().done !== true) count += 1;
  return count;
}

describe.each(Object.entries(largeCalls))('of a call that is large by %s', (kind, callOf) => {
  test('the record is what its condensed form gives, valid and within the limit', () => {
    const call = callOf(2000);
    const short = condensedAtOnce(call);
    expect(estimateSize(short.span, short.logs)).toBeLessThan(8 * limits.maxBytes);
    for (const maxChars of [undefined, 2 ** 20]) {
      const bytes = encodeDraft(draftOf(short, maxChars), 2 ** 17);
      expect(bytes.length).toBeLessThanOrEqual(2 ** 17);
      expect(validate(modelEventSchema, JSON.parse(bytes.toString()))).toEqual([]);
    }
    expect(draftOf(short).head.model).toBe('gpt-4o');
  });

  test('nothing is changed that fits', () => {
    const call = callOf(20);
    const short = finish(condensed(call, { ...limits, maxBytes: 2 ** 20 }));
    expect(toModelEvent(short.span, { logs: short.logs })).toEqual(toModelEvent(call.span, { logs: call.logs }));
  });

  test('condensing grows with the call', () => {
    const prepare = (count: number) => {
      const call = callOf(count);
      return () => condensedAtOnce(call, 2 ** 13);
    };
    expect(growth(prepare, isOfParts(kind) ? 1000 : 200)).toBeLessThanOrEqual(linear);
  });
});

/** Names are remembered, as far as there are some thousands: such calls are cheaper where they are small. */
const isOfNames = (kind: string): boolean => /attributes|fields|Open\w+ messages/.test(kind);

/** The larger ones of one text are not so long that V8 allocates it, or the stack of its parser, by itself. */
const isOneText = (kind: string): boolean =>
  /^(?:a prompt|media|what is no JSON|a name|a log event|an error|brackets)/.test(kind);

const sizeOf = (kind: string): number => (isOfParts(kind) ? 1000 : isOneText(kind) ? 30 : 200);

describe.each(Object.entries(largeCalls).filter(([kind]) => !isOfNames(kind)))('%s', (kind, callOf) => {
  test('are mapped in linear time', () => {
    const prepare = (count: number) => {
      const { span, logs } = callOf(count);
      return () => toModelEvent(span, { logs });
    };
    expect(growth(prepare, sizeOf(kind))).toBeLessThanOrEqual(linear);
  });
});

test.each(['a prompt', 'messages', 'tool calls', 'media', 'attributes', 'nested messages', 'a log event'])(
  'a step takes a part of %s that does not grow: there are more of them',
  (kind) => {
    const steps = (count: number): number => stepsOf(condensed(largeCall(kind, count), limits));
    expect(steps(20_000) - steps(5000)).toBeGreaterThanOrEqual(kind === 'attributes' ? 12 : 15);
  },
);

test.each(['a prompt', 'messages', 'tool calls', 'a vector', 'attributes'])(
  'a record of %s is shortened in linear time',
  (kind) => {
    const prepare = (count: number) => {
      const { span, logs } = largeCall(kind, count);
      const record = toModelEvent(span, { logs }) as CreateModelEvent;
      return () => encode(record, 2 ** 12);
    };
    expect(growth(prepare, 50)).toBeLessThanOrEqual(linear);
  },
);

test('a record is encoded, and shortened, in steps', () => {
  const draft = draftOf(largeCall('messages', 2000));
  expect(stepsOf(draftEncoding(draft, 2 ** 20))).toBe(3);
  expect(stepsOf(draftEncoding(draft, 2 ** 14))).toBeGreaterThan(10);
  expect(finish(draftEncoding(draft, 2 ** 14)).equals(encodeDraft(draft, 2 ** 14))).toBe(true);
});

test('a record of many texts is written in steps that do not grow', () => {
  const steps = (count: number): number => {
    const draft = draftOf(largeCall('messages', count), 2 ** 24);
    expect(finish(draftEncoding(draft, 2 ** 24)).equals(encodeDraft(draft, 2 ** 24))).toBe(true);
    return stepsOf(draftEncoding(draft, 2 ** 24));
  };
  expect(steps(30_000) - steps(3000)).toBeGreaterThanOrEqual(8);
});

test('a call is read, its fields and each part of its content are written, in steps of their own', () => {
  expect(stepsOf(draftingInSteps(largeCall('messages', 200).span, {}))).toBe(5);
});

test('of parameters so many stay as are read at once', () => {
  const { span, logs } = condensedAtOnce(largeCall('fields of parameters', 20_000), 2 ** 24);
  const { hyperparameters, metadata } = draftOf({ span, logs }).rest;
  expect(hyperparameters).toMatchObject({ parameter0: 'value 0', parameter79999: 'value 79999' });
  expect(Object.keys(hyperparameters ?? {}).length).toBeLessThan(10_500);
  expect(metadata).toMatchObject({ truncated: true });
});

test('JSON of many short values is condensed although it is no long text', () => {
  const sizeOfCall = ({ span, logs }: LargeCall): number => estimateSize(span, logs);
  const call = largeCall('fields of parameters', 500);
  expect(sizeOfCall(call)).toBeGreaterThanOrEqual(largeChars);
  expect(sizeOfCall(largeCall('a prompt', 500))).toBeLessThan(60_000);
});

test('an error of many URLs is cleaned in steps that do not grow, like at once', () => {
  const steps = (count: number): number => stepsOf(draftingInSteps(largeCall('an error of URLs', count).span, {}));
  expect(steps(10_000) - steps(2500)).toBeGreaterThanOrEqual(25);
  const { span } = largeCall('an error of URLs', 2500);
  const draft = finish(draftingInSteps(span, {}));
  expect(draft && completed(draft)).toEqual(toModelEvent(span));
  expect(draft?.rest.error).not.toContain('u:p');
});
