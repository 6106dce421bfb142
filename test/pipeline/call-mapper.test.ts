import type { EncodedRecord } from '../../src/delivery/record';
import { Diagnostics } from '../../src/observability/diagnostics';
import { CallMapper } from '../../src/pipeline/call-mapper';
import { Encoder } from '../../src/pipeline/encoder';
import { type EndedCall, SiblingSpan } from '../../src/pipeline/ended-call';
import type { Price } from '../../src/providers/cost';
import { priceFrom } from '../../src/providers/prices';
import { loadLibrary, ratesOf } from '../../src/providers/rates';
import { finish, type Steps } from '../../src/runtime/steps';
import { chatSpan } from '../support/call';

const usage = {
  'gen_ai.provider.name': 'openai',
  'gen_ai.usage.input_tokens': 10_000,
  'gen_ai.usage.output_tokens': 1000,
};

let spans = 0;
function callOf(attributes: Readonly<Record<string, unknown>> = {}): EndedCall {
  spans += 1;
  const ids = { traceId: '1'.repeat(32), spanId: spans.toString(16).padStart(16, '0') };
  return { span: chatSpan(attributes, { spanContext: () => ids }), logs: [] };
}

const ignore = (): void => undefined;

/** A mapper whose prices are found when told, and what it has passed on. */
function mapperWith(cost: Price | boolean = true) {
  const open: (() => void)[] = [];
  const library = ratesOf(() => loadLibrary());
  const source = {
    find: (...question: Parameters<typeof library.find>) => void open.push(() => library.find(...question)),
  };
  const answer = (): void => {
    for (const find of open.splice(0)) find();
  };
  const added: EncodedRecord[] = [];
  const diagnostics = new Diagnostics(() => 0);
  const limits = { maxRecordBytes: 2 ** 20, maxMediaBytes: 4096, maxQueueBytes: 2 ** 22 };
  const price = priceFrom(cost, () => undefined, source);
  const sessions = { assign: <Draft>(draft: Draft) => draft, sessionFor: () => undefined };
  const mapper = new CallMapper(
    {
      ...limits,
      suppressNested: true,
      maxSplicedChars: 2 ** 20,
      price,
      sessions,
      recent: { add: ignore },
      hints: { look: ignore },
    },
    { answerHere: answer },
    diagnostics,
    new Encoder({ api: 'model', maxRecordBytes: limits.maxRecordBytes }, diagnostics, {
      add: (record) => void added.push(record),
    }),
  );
  const push = (call: EndedCall, size: number): Steps<void> | undefined => {
    diagnostics.accepted(1);
    return mapper.push(call, size);
  };
  const goOn = (): void => {
    for (const call of mapper.takePriced()) finish(mapper.goOn(call));
  };
  const costs = (): unknown[] => added.map(({ bytes }) => (JSON.parse(bytes.toString()) as { cost: number }).cost);
  const unaccounted = (): number => diagnostics.stats(0).accepted - added.length - mapper.waiting;
  return { mapper, push, answer, goOn, costs, unaccounted, open };
}

const large = 2 ** 23;

describe('a call whose price is being looked up', () => {
  test('is set aside, and counted, while others pass it', () => {
    const { mapper, push, answer, goOn, costs } = mapperWith();
    expect(push(callOf(usage), 1000)).toBeUndefined();
    push(callOf({ ...usage, 'gen_ai.provider.name': 'ollama' }), 1000);
    goOn();
    expect({ costs: costs(), waiting: mapper.waiting, bytes: mapper.bytesInProgress }).toEqual({
      costs: [undefined],
      waiting: 1,
      bytes: 1000,
    });
    answer();
    goOn();
    expect({ costs: costs(), waiting: mapper.waiting, bytes: mapper.bytesInProgress }).toEqual({
      costs: [undefined, 0.035],
      waiting: 0,
      bytes: 0,
    });
  });

  test('has its cost in the metadata, too, and is waited for', async () => {
    const { mapper, push, answer, goOn, costs } = mapperWith();
    finish(push(callOf(usage), large) as Steps<void>);
    let isSettled = false;
    const settled = mapper.settled().then(() => {
      isSettled = true;
    });
    await Promise.resolve();
    expect({ isSettled, costs: costs() }).toEqual({ isSettled: false, costs: [] });
    answer();
    goOn();
    await settled;
    expect(costs()).toEqual([0.035]);
  });

  test('waits no longer once there is no time', () => {
    const { mapper, push, goOn, costs } = mapperWith();
    push(callOf(usage), 1000);
    mapper.hurry();
    goOn();
    expect(costs()).toEqual([0.035]);
  });

  test.each([
    ['a small call', 1000],
    ['a large one', large],
  ])('is priced by the app once: %s', (_which, size) => {
    let asked = 0;
    const { push, answer, goOn, costs } = mapperWith(() => {
      asked += 1;
      return undefined;
    });
    const rest = push(callOf(usage), size);
    if (rest !== undefined) finish(rest);
    answer();
    goOn();
    expect({ asked, costs: costs() }).toEqual({ asked: 1, costs: [0.035] });
  });
});

test('a call counts as no more than half of the queue while it is mapped', () => {
  const { mapper, push } = mapperWith();
  push(callOf(), large);
  expect(mapper.bytesInProgress).toBe(2 ** 21);
});

test('after every step a call, and those that turn out to be none of its spans, are accounted for', () => {
  let asked = 0;
  const { mapper, push, unaccounted, costs } = mapperWith(() => {
    asked += 1;
    return 7;
  });
  const siblings = ['one', 'another'].map((model) => {
    const sibling = callOf({ ...usage, 'gen_ai.request.model': model });
    return new SiblingSpan(sibling, true, 1);
  });
  const steps = push({ ...callOf(usage), siblings }, large) as Steps<void>;
  const waiting = [mapper.waiting];
  do {
    expect(unaccounted()).toBe(0);
    waiting.push(mapper.waiting);
  } while (steps.next().done !== true);
  expect(Math.max(...waiting)).toBe(3);
  expect({ asked, costs: costs(), waiting: mapper.waiting, bytes: mapper.bytesInProgress }).toEqual({
    asked: 3,
    costs: [7, 7, 7],
    waiting: 0,
    bytes: 0,
  });
});
