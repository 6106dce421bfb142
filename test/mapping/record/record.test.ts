import { toModelEvent } from '../../../src/mapping';
import type { CreateModelEvent } from '../../../src/mapping/record/model-event';
import { recordOf } from '../../support/call';
import { fixtures, logsOf, spanOf } from '../../support/fixture';
import { violations } from '../../support/schema';

describe('the error', () => {
  const exception = {
    name: 'exception',
    attributes: {
      'exception.type': 'RateLimitError',
      'exception.message': '429 slow down',
      'exception.stacktrace': 'at f',
    },
  };
  test.each<[string, Parameters<typeof recordOf>, string | null]>([
    ['is null if the call did not fail', [{}], null],
    [
      "is the app's own word before all",
      [{ 'honeyhive.error': 'mine', 'error.type': '500' }, {}, { events: [exception] }],
      'mine',
    ],
    [
      'is the last exception',
      [{}, {}, { events: [{ name: 'exception', attributes: { 'exception.message': 'first' } }, exception] }],
      'RateLimitError: 429 slow down',
    ],
    [
      'is the exception even where the status is unset',
      [{}, {}, { events: [exception], status: { code: 1 } }],
      'RateLimitError: 429 slow down',
    ],
    [
      'is the message of the status',
      [{ 'error.type': 'BadRequestError' }, {}, { status: { code: 2, message: '400 Invalid' } }],
      '400 Invalid',
    ],
    [
      'is the type of the error',
      [{ 'error.type': 'overloaded_error' }, {}, { status: { code: 2 } }],
      'overloaded_error',
    ],
    ['is an HTTP status as it is', [{ 'error.type': '429' }], '429'],
    [
      'is the type of the error where the message is only that there is one',
      [{ 'error.type': 'ServerError' }, {}, { status: { code: 2, message: 'error' } }],
      'ServerError',
    ],
    [
      'is the exception, whatever comes after it',
      [{}, {}, { events: [exception, { name: 'retry', attributes: { 'exception.message': 'no' } }, null as never] }],
      'RateLimitError: 429 slow down',
    ],
    [
      'is the type of an exception without a message',
      [{}, {}, { events: [{ name: 'exception', attributes: { 'exception.type': 'TimeoutError' } }] }],
      'TimeoutError',
    ],
    [
      'is the message of an exception without a type',
      [{}, {}, { events: [{ name: 'exception', attributes: { 'exception.message': 'slow down' } }] }],
      'slow down',
    ],
    [
      'is no log event of another name',
      [
        { 'error.type': '500' },
        { logs: [{ name: 'note', attributes: { 'exception.message': 'no' }, body: undefined }] },
      ],
      '500',
    ],
    ['is "error" if it has no description', [{}, {}, { status: { code: 2 } }], 'error'],
    ['is not a finish reason', [{ 'gen_ai.response.finish_reasons': ['error'] }], null],
    [
      'may come from a log event',
      [
        {},
        { logs: [{ name: 'gen_ai.client.operation.exception', attributes: exception.attributes, body: undefined }] },
      ],
      'RateLimitError: 429 slow down',
    ],
  ])('%s', (_rule, call, expected) => {
    expect(recordOf(...call).error).toBe(expected);
  });

  test.each<[string, Record<string, unknown>, Record<string, unknown> | undefined, string]>([
    [
      'the type and the status',
      { 'http.response.status_code': 429 },
      exception.attributes,
      'RateLimitError: HTTP 429 Too Many Requests',
    ],
    ['the status, by its older name', { 'http.status_code': 503 }, undefined, 'HTTP 503 Service Unavailable'],
    ['the status that is named as the type', { 'error.type': '429' }, undefined, 'HTTP 429 Too Many Requests'],
    ['the type of the span', { 'error.type': 'TimeoutError' }, { 'exception.message': 'my plan' }, 'TimeoutError'],
    ['no type that is a sentence', {}, { 'exception.type': 'in my plan', 'exception.message': 'my plan' }, 'error'],
  ])('without content is %s', (_what, attributes, ofException, expected) => {
    const events = ofException === undefined ? [] : [{ name: 'exception', attributes: ofException }];
    const failed = { events, status: { code: 2 } };
    expect(recordOf(attributes, { captureContent: false }, failed).error).toBe(expected);
  });

  test('has its stack in the metadata', () => {
    expect(recordOf({}, {}, { events: [exception] }).metadata?.['exception.stacktrace']).toBe('at f');
  });

  describe('without content has the frames of its stack', () => {
    const frames = '    at f (file.js:1:2)\n    at async file.js:3:4';
    const stackOf = (message: string | undefined, stack: string | undefined) =>
      recordOf(
        {},
        { captureContent: false },
        {
          events: [{ name: 'exception', attributes: { 'exception.message': message, 'exception.stacktrace': stack } }],
        },
      ).metadata?.['exception.stacktrace'];

    test.each<[string, string, string, string | undefined]>([
      ['behind the message', 'my plan', `Error: my plan\n${frames}`, frames],
      [
        'behind a message that quotes frames',
        `a\n${frames}\nmy plan`,
        `Error: a\n${frames}\nmy plan\n${frames}`,
        frames,
      ],
      [
        'behind a message that quotes other frames',
        'a\n    at mine (mine.js:1:2)',
        `Error: a\n    at mine (mine.js:1:2)\n${frames}`,
        frames,
      ],
      [
        'of methods and constructors, too',
        'my plan',
        `Error: my plan\n    at new Client (file.js:1:2)\n    at Object.create [as make] (file.js:3:4)`,
        '    at new Client (file.js:1:2)\n    at Object.create [as make] (file.js:3:4)',
      ],
      ['up to a line with words before it', 'my plan', `Error: my plan\n${frames}\nmine at g (file.js:5:6)`, frames],
      [
        'up to a line with words behind it',
        'my plan',
        `Error: my plan\n${frames}\n    at g (file.js:5:6) mine`,
        frames,
      ],
      ['up to a line that is none', 'my plan', `Error: my plan\n${frames}\nmy secret\n    at g (file.js:5:6)`, frames],
      ['none where the message is not in the stack', 'my plan', `Error: another\n${frames}`, undefined],
      ['none where there are none', 'my plan', 'Error: my plan', undefined],
    ])('%s', (_rule, message, stack, expected) => {
      expect(stackOf(message, stack)).toBe(expected);
    });

    test('none where the exception has no message or no stack', () => {
      expect(stackOf(undefined, `Error\n${frames}`)).toBeUndefined();
      expect(stackOf('my plan', undefined)).toBeUndefined();
    });
  });

  test('is not repeated in the metadata', () => {
    expect(recordOf({ 'error.type': '429' }).metadata).not.toHaveProperty(['error.type']);
    expect(
      recordOf({ 'error.type': '429' }, {}, { status: { code: 2, message: 'slow down' } }).metadata?.['error.type'],
    ).toBe('429');
  });
});

describe('time', () => {
  test('is in milliseconds, and no nanosecond of the duration is rounded away', () => {
    const {
      duration,
      start_time: start,
      end_time: end,
    } = recordOf({}, {}, { startTime: [1_795_333_736, 999_500_000], endTime: [1_795_333_736, 999_500_002] });
    expect(duration).toBeCloseTo(0.000_002, 9);
    expect(start).toBe(1_795_333_736_999.5);
    expect(end).toBeGreaterThanOrEqual(start);
  });

  test('never runs backwards', () => {
    expect(recordOf({}, {}, { startTime: [2, 0], endTime: [1, 0] }).duration).toBe(0);
  });

  test('to the first token is in milliseconds in the metadata', () => {
    expect(recordOf({ 'gen_ai.response.time_to_first_chunk': 0.25 }).metadata?.['time_to_first_token_ms']).toBe(250);
    expect(recordOf({ 'gen_ai.client.operation.time_to_first_chunk': 0.25 }).metadata?.['time_to_first_token_ms']).toBe(
      250,
    );
  });
});

describe('the session, the user and the project', () => {
  const uuid = 'c0ffee00-1234-4abc-8def-0123456789ab';
  test.each<[string, Readonly<Record<string, unknown>>, string | undefined]>([
    ['no session that the app does not name', { 'gen_ai.conversation.id': 'conv' }, undefined],
    [
      "HoneyHive's own attribute first",
      { 'honeyhive.session_id': uuid, 'session.id': 'x', 'traceloop.association.properties.session_id': 'y' },
      uuid,
    ],
    [
      'then the association of OpenLLMetry',
      { 'session.id': 'x', 'traceloop.association.properties.session_id': uuid },
      uuid,
    ],
    [
      'then the general attribute, as a UUID made of it',
      { 'session.id': 'sess-1' },
      '3ad57492-68c7-53b6-b955-14998c0537af',
    ],
    ['that of Microsoft’s agents', { 'microsoft.session.id': uuid }, uuid],
    ['by the conventions before Microsoft’s', { 'microsoft.session.id': 'x', 'session.id': uuid }, uuid],
  ])('session: %s', (_rule, attributes, expected) => {
    expect(recordOf(attributes).session_id).toBe(expected);
  });

  test("the app's name for its session stays in the metadata", () => {
    expect(recordOf({ 'session.id': 'sess-1' }).metadata?.['session_id']).toBe('sess-1');
    expect(recordOf({ 'session.id': uuid.toUpperCase() }).metadata).not.toHaveProperty('session_id');
  });

  test('user properties have the user and what the app adds, dots nested', () => {
    expect(recordOf({ 'user.id': 'u' }).user_properties).toEqual({ user_id: 'u' });
    expect(recordOf({ 'enduser.id': 'u', 'honeyhive.user_properties.plan.name': 'pro' }).user_properties).toEqual({
      user_id: 'u',
      plan: { name: 'pro' },
    });
    expect(recordOf({ 'user.id': 'u', 'honeyhive.user_properties.user_id': 'mine' }).user_properties).toEqual({
      user_id: 'mine',
    });
  });

  test('attributes from the context win over those of the span', () => {
    expect(recordOf({ 'session.id': 'own' }, { attributes: { 'session.id': uuid } }).session_id).toBe(uuid);
  });
});

describe('names', () => {
  test.each<[string, Parameters<typeof recordOf>, Partial<CreateModelEvent>]>([
    ['of the project: the option', [{}, { project: 'p' }], { project: 'p' }],
    ['of the project: the span before the option', [{ 'honeyhive.project': 'q' }, { project: 'p' }], { project: 'q' }],
    ['of the project: "unknown" at last', [{}], { project: 'unknown' }],
    [
      'of the source: the option before the resource',
      [{}, { source: 's' }, { resource: { attributes: { 'deployment.environment.name': 'prod' } } }],
      { source: 's' },
    ],
    [
      'of the source: the resource',
      [{}, {}, { resource: { attributes: { 'deployment.environment': 'prod' } } }],
      { source: 'prod' },
    ],
    ['of the event: the span', [{}], { event_name: 'chat gpt-4o' }],
    ['of the event: the app', [{ 'honeyhive.event_name': 'answer' }], { event_name: 'answer' }],
    [
      'of the model: that which answered',
      [{ 'gen_ai.response.model': 'gpt-4o-2024-08-06' }],
      { model: 'gpt-4o-2024-08-06' },
    ],
    ['of the model: that which was asked', [{}], { model: 'gpt-4o' }],
  ])('%s', (_rule, call, expected) => {
    expect(recordOf(...call)).toMatchObject(expected);
  });
});

describe('the resource', () => {
  const attributes = {
    'service.name': 'shop',
    'service.version': '1.4.2',
    'deployment.environment.name': 'prod',
    'host.name': 'node-7',
    'process.command_line': 'node --secret server.js',
    'telemetry.sdk.name': 'opentelemetry',
  };

  test('says in which service, version, environment and place a call was made, and no more', () => {
    const { metadata, source } = recordOf({}, {}, { resource: { attributes } });
    expect(source).toBe('prod');
    expect(metadata).toMatchObject({ 'service.name': 'shop', 'service.version': '1.4.2', 'host.name': 'node-7' });
    for (const name of ['process.command_line', 'telemetry.sdk.name', 'deployment.environment.name'])
      expect(metadata).not.toHaveProperty([name]);
  });

  test('keeps its environment beside another source', () => {
    const { metadata, source } = recordOf({}, { source: 'eu' }, { resource: { attributes } });
    expect({ source, environment: metadata?.['deployment.environment.name'] }).toEqual({
      source: 'eu',
      environment: 'prod',
    });
  });

  test('is completed by what the environment says, whose names it goes before', () => {
    const resource = { 'service.name': 'other', 'service.namespace': 'web', 'deployment.environment': 'staging' };
    const { metadata, source } = recordOf({}, { resource }, { resource: { attributes: { 'service.name': 'shop' } } });
    expect(source).toBe('staging');
    expect(metadata).toMatchObject({ 'service.name': 'shop', 'service.namespace': 'web' });
  });

  test('has no name that an SDK has made up', () => {
    const made = { attributes: { 'service.name': 'unknown_service:node' } };
    expect(recordOf({}, {}, { resource: made }).metadata).not.toHaveProperty(['service.name']);
    expect(recordOf({}, { resource: { 'service.name': 'shop' } }, { resource: made }).metadata).toHaveProperty(
      ['service.name'],
      'shop',
    );
  });

  test('yields to what the span says itself', () => {
    const { metadata } = recordOf({ 'host.name': 'inner' }, {}, { resource: { attributes } });
    expect(metadata).toMatchObject({ 'host.name': 'inner' });
    expect(metadata).not.toHaveProperty(['attribute.host.name']);
  });

  test('stays in a record without content', () => {
    const { metadata } = recordOf({}, { captureContent: false }, { resource: { attributes } });
    expect(metadata).toMatchObject({ 'service.name': 'shop', 'service.version': '1.4.2' });
  });
});

describe('the metadata', () => {
  test('has every attribute that no field took, under its own name', () => {
    const { metadata } = recordOf({
      'app.note': 'n',
      'app.list': [1, 2],
      'app.nested': { a: 1n },
      'server.port': 443,
      'app.nan': Number.NaN,
    });
    expect(metadata).toMatchObject({
      'app.note': 'n',
      'app.list': [1, 2],
      'app.nested': { a: '1' },
      'server.port': 443,
      'app.nan': 'NaN',
    });
  });

  test('does not repeat what has its field', () => {
    const { metadata } = recordOf({
      'gen_ai.input.messages': '[]',
      'gen_ai.request.temperature': 1,
      'gen_ai.provider.name': 'openai',
      'gen_ai.system': 'openai',
    });
    expect(Object.keys(metadata ?? {}).filter((name) => name.startsWith('gen_ai.'))).toEqual(['gen_ai.operation.name']);
  });

  test('has a value that lost to another one', () => {
    const { usage, metadata } = recordOf({ 'gen_ai.usage.input_tokens': 5, 'gen_ai.usage.prompt_tokens': 6 });
    expect(usage['prompt_tokens']).toBe(5);
    expect(metadata?.['gen_ai.usage.prompt_tokens']).toBe(6);
  });

  test('keeps an attribute with the name of one of its own fields under another name', () => {
    expect(recordOf({ trace_id: 'x' }).metadata).toMatchObject({
      trace_id: '4ee3a3296af92bb89bc85d7fd0c5b843',
      'attribute.trace_id': 'x',
    });
  });

  test('has any other attribute by its own name', () => {
    const names = ['constructor', 'toString', 'valueOf', '__proto__', 'hasOwnProperty'];
    const { metadata } = recordOf(Object.fromEntries(names.map((name) => [name, `my ${name}`])));
    for (const name of names) expect(Object.entries(metadata ?? {})).toContainEqual([name, `my ${name}`]);
  });

  test('has the number of attributes that were dropped', () => {
    expect(recordOf({}, {}, { droppedAttributesCount: 46 }).metadata?.['dropped_attributes_count']).toBe(46);
  });
});

test("the app's own metadata, feedback and metrics nest by their dots", () => {
  const record = recordOf({
    'honeyhive.metadata.team': 'search',
    'honeyhive.metadata.run.id': 7,
    'honeyhive.feedback.rating': 5,
    'honeyhive.metrics.quality.score': 0.5,
    'honeyhive.metrics.quality': 'good',
  });
  expect(record.metadata).toMatchObject({ team: 'search', run: { id: 7 } });
  expect(record.feedback).toEqual({ rating: 5 });
  expect(record.metrics).toEqual({ quality: 'good', 'quality.score': 0.5 });
});

describe('every recorded span', () => {
  const recorded = fixtures('').filter(({ library }) => library !== 'wire');

  test('has the same record under SDK 1, 2 and 3', () => {
    for (const fixture of recorded) {
      for (const span of fixture.spans) {
        const logs = logsOf(fixture, span);
        const [one, two, three] = ([1, 2, 3] as const).map((sdk) => toModelEvent(spanOf(span, sdk), { logs }));
        expect(one).toEqual(two);
        expect(three).toEqual(two);
      }
    }
  });

  test('has a record that the endpoint takes, and whose fields are in one order', () => {
    for (const fixture of recorded) {
      for (const span of fixture.spans) {
        const record = toModelEvent(spanOf(span), { logs: logsOf(fixture, span) });
        if (record === undefined) continue;
        expect(violations(record)).toEqual([]);
        expect(Object.keys(record).slice(0, 6)).toEqual([
          'project',
          'event_name',
          'model',
          'provider',
          'messages',
          'response',
        ]);
        expect(Object.keys(record).at(-1)).toBe('metadata');
      }
    }
  });
});
