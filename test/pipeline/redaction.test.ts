import fc from 'fast-check';
import type { Redact } from '../../src/config/options';
import type { CreateModelEvent } from '../../src/mapping/record/model-event';
import type { ModelEventDraft } from '../../src/mapping/record/model-event-draft';
import { Diagnostics } from '../../src/observability/diagnostics';
import { Redaction } from '../../src/pipeline/redaction';
import { recordOf } from '../support/call';
import { HandClock, settled } from '../support/clock';
import { value } from '../support/hostile';
import { violations } from '../support/schema';

const secret = 'the-secret';
const said = JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: secret }] }]);
const original = (question = secret): CreateModelEvent =>
  recordOf(
    {
      'gen_ai.input.messages': said.replace(secret, question),
      'gen_ai.output.messages': said,
      'gen_ai.response.finish_reasons': ['stop'],
      'gen_ai.tool.definitions': JSON.stringify([{ type: 'function', name: secret }]),
      'gen_ai.usage.input_tokens': 3,
      'gen_ai.request.temperature': 0.5,
      'gen_ai.request.stop_sequences': [secret],
      'honeyhive.template': secret,
      'honeyhive.template_inputs': { name: secret },
      'honeyhive.metadata.note': secret,
      'honeyhive.error': secret,
      'honeyhive.feedback.comment': secret,
      'app.text': secret,
      'user.id': secret,
      'session.id': 's-1',
    },
    { project: 'p', source: 'test' },
    { name: `about ${secret}` },
  );

interface Passed {
  readonly record: CreateModelEvent;
  readonly isFailed: boolean;
}

/** Pushes records, and collects what is passed on. */
function rig(redact: Redact, redactTimeoutMs = 2000) {
  const clock = new HandClock();
  const diagnostics = new Diagnostics(
    () => clock.now(),
    () => undefined,
  );
  const passed: Passed[] = [];
  let failures = 0;
  const next = {
    pushRedacted(record: CreateModelEvent): void {
      const { redactionFailed } = diagnostics.stats(0);
      passed.push({ record, isFailed: redactionFailed > failures });
      failures = redactionFailed;
    },
  };
  const options = { redact, redactTimeoutMs, onRoom: () => undefined };
  const redaction = new Redaction(options, diagnostics, clock, next);
  const add = (...records: readonly CreateModelEvent[]): void => {
    for (const record of records) redaction.push(draftOf(record), 100, undefined);
  };
  return { clock, redaction, passed, add, stats: () => diagnostics.stats(0) };
}

function draftOf(record: CreateModelEvent): ModelEventDraft {
  const { project, event_name = 'chat', model, provider, messages, response, tools, ...rest } = record;
  const absent = {} as ModelEventDraft['rest'];
  return {
    head: { project, event_name, model, provider },
    messages,
    response,
    tools,
    isEnriched: false,
    rest: { ...absent, ...rest },
  };
}

const questions = (passed: readonly Passed[]): readonly unknown[] =>
  passed.map(({ record }) => record?.messages[0]?.['content']);
const asked = (question: string, record: CreateModelEvent): CreateModelEvent => ({
  ...record,
  messages: [{ role: 'user', content: question }],
});
const later = (run: () => CreateModelEvent): Promise<CreateModelEvent> => Promise.resolve().then(run);
const never = (): Promise<never> => new Promise(() => {});

describe('a record is what the app’s function makes of it', () => {
  test.each<[string, Redact]>([
    ['when it answers another one', (record) => asked('[redacted]', record)],
    [
      'when it changes the one it got',
      (record) => Object.assign(record, { messages: [{ role: 'user', content: '[redacted]' }] }),
    ],
    ['when it answers later', (record) => later(() => asked('[redacted]', record))],
  ])('%s', async (_when, redact) => {
    const { add, passed, redaction } = rig(redact);
    add(original());
    await settled();
    expect(passed).toEqual([{ record: asked('[redacted]', original()), isFailed: false }]);
    expect(redaction.waiting).toBe(0);
  });

  test.each<[string, Redact]>([
    ['undefined', () => undefined],
    ['null', () => null],
    ['a promise of nothing', () => Promise.resolve(undefined)],
  ])('%s is no record', async (_what, redact) => {
    const { add, passed, stats } = rig(redact);
    add(original());
    await settled();
    expect(passed).toEqual([]);
    expect(stats()).toMatchObject({ suppressed: 1, redactionFailed: 0 });
  });

  test('what it does to the copy after its answer, or to parts of the span, changes nothing', () => {
    let copy: CreateModelEvent | undefined;
    const { add, passed } = rig((record) => {
      copy = record;
      return record;
    });
    const record = original();
    add(record);
    Object.assign(copy?.metadata ?? {}, { note: 'changed' });
    Object.assign(copy?.metadata?.['finish_reasons'] ?? {}, { 0: 'changed' });
    expect(passed[0]?.record).toEqual(original());
    expect(record).toEqual(original());
  });
});

describe('where the function fails, nothing of what was said goes out, but which model, when, how long and how much', () => {
  const fails = (): never => {
    throw new Error(secret);
  };
  test.each<[string, Redact]>([
    ['it throws', fails],
    ['it rejects', () => Promise.reject(new Error(secret))],
    ['it takes too long', never],
    ['it answers a text', () => secret as unknown as CreateModelEvent],
    ['it answers a list', () => [secret] as unknown as CreateModelEvent],
    ['it answers what throws', () => new Proxy({}, { get: fails, ownKeys: fails }) as unknown as CreateModelEvent],
    ['its promise cannot be read', () => Object.defineProperty({}, 'then', { get: fails }) as CreateModelEvent],
  ])('%s', async (_how, redact) => {
    const { add, passed, clock } = rig(redact);
    add(original());
    await clock.pass(2000);
    const { model, provider, event_id, session_id, duration, usage, start_time } = original();
    expect(passed).toEqual([{ record: expect.objectContaining({ event_id }), isFailed: true }]);
    const record = passed[0]?.record;
    expect(JSON.stringify(record)).not.toContain(secret);
    expect(violations(record)).toEqual([]);
    expect(record).toMatchObject({
      ...{ model, provider, session_id, duration, usage, start_time, messages: [], error: 'error' },
      event_name: 'chat gpt-4o',
      response: { finish_reason: 'stop' },
      hyperparameters: { temperature: 0.5 },
      metadata: { redaction_failed: true, prompt_tokens: 3, trace_id: expect.any(String) },
    });
  });
});

describe('what the function answers is still a record', () => {
  const { event_id: id, session_id: session, start_time: start, usage } = original();
  const without = (...names: readonly string[]): Redact => {
    return (record) =>
      Object.fromEntries(
        Object.entries(record).filter(([name]) => !names.includes(name)),
      ) as unknown as CreateModelEvent;
  };
  const redacting =
    (more: object): Redact =>
    (record) => ({ ...record, ...more });

  test.each<[string, Redact, object, boolean]>([
    [
      'ids that it removed are put back',
      without('event_id', 'session_id'),
      { event_id: id, session_id: session },
      false,
    ],
    [
      'times and counts, too',
      without('start_time', 'usage', 'model'),
      { start_time: start, usage, model: 'gpt-4o' },
      false,
    ],
    [
      'content that it removed stays away',
      without('messages', 'response'),
      { messages: [], response: { finish_reason: 'stop' } },
      false,
    ],
    ['the id of an event is not its to change', redacting({ event_id: session }), { event_id: id }, false],
    ['a session may be another', redacting({ session_id: id }), { session_id: id }, false],
    ['a session that is no UUID is not taken', redacting({ session_id: 'mine' }), { session_id: session }, true],
    ['messages of another shape are left out', redacting({ messages: [{ content: secret }] }), { messages: [] }, true],
    ['so is a response', redacting({ response: secret }), { response: { finish_reason: 'stop' } }, true],
    ['a count that is none is put right', redacting({ duration: Number.NaN }), { duration: original().duration }, true],
    ['an error that is no text is told as such', redacting({ error: { secret } }), { error: 'error' }, true],
  ])('%s', (_rule, redact, expected, isFailed) => {
    const { add, passed } = rig(redact);
    add(original());
    expect(passed[0]?.record).toMatchObject(expected);
    expect(passed[0]?.isFailed).toBe(isFailed);
  });

  test('fields of other names are left out', () => {
    const { add, passed } = rig(redacting({ secrets: [secret] }));
    add(original());
    expect(passed[0]?.record).toEqual(original());
  });

  test('whatever it answers, it is one that the endpoint takes', () => {
    const names = Object.keys(original());
    const changes = fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.string()), value);
    fc.assert(
      fc.property(changes, fc.boolean(), value, (members, isWhole, any) => {
        const { add, passed } = rig((record) => (isWhole ? (any as CreateModelEvent) : { ...record, ...members }));
        add(original());
        for (const { record } of passed) if (record !== undefined) expect(violations(record)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});

describe('records leave in the order in which they came', () => {
  test('a slow one holds up those behind it, fast and slow, and no longer than it may take', async () => {
    const speeds: Redact[] = [(record) => record, () => never(), (record) => record, (record) => later(() => record)];
    const { add, passed, clock, redaction } = rig((record) => (speeds.shift() ?? never)(record));
    add(original('1'), original('2'), original('3'), original('4'));
    await clock.pass(1999);
    expect(questions(passed)).toEqual(['1']);
    expect(redaction.waiting).toBe(3);
    await clock.pass(1);
    expect(questions(passed)).toEqual(['1', undefined, '3', '4']);
    expect(redaction.waiting).toBe(0);
    expect(clock.timers).toBe(0);
  });

  test('an answer after the deadline is too late, and a late failure nobody’s concern', async () => {
    const answers: ((end: 'answer' | 'fail') => void)[] = [];
    const { add, passed, clock } = rig(
      (record) =>
        new Promise((resolve, reject) =>
          answers.push((end) => (end === 'answer' ? resolve(record) : reject(new Error('late')))),
        ),
    );
    add(original(), original());
    await clock.pass(2000);
    answers[0]?.('answer');
    answers[1]?.('fail');
    await settled();
    expect(passed.map(({ isFailed }) => isFailed)).toEqual([true, true]);
  });
});

describe('waiting for redaction', () => {
  test('ends when those that were there are done, not those that came after', async () => {
    const answers: (() => void)[] = [];
    const { add, redaction } = rig((record) => new Promise((resolve) => answers.push(() => resolve(record))));
    add(original());
    const waited = redaction.settled();
    add(original());
    answers[0]?.();
    await waited;
    expect(redaction.waiting).toBe(1);
  });

  test('is over at once when there are none', async () => {
    await expect(rig(never).redaction.settled()).resolves.toBeUndefined();
  });

  test('can be cut short: what is under way goes out at once, without content', () => {
    const { add, passed, clock, redaction } = rig(never);
    add(original(), original());
    redaction.expire();
    expect(passed.map(({ isFailed }) => isFailed)).toEqual([true, true]);
    expect(redaction.waiting).toBe(0);
    expect(clock.timers).toBe(0);
  });
});
