import { encodeEvent, encodeException, encodeMessage } from '../../support/providers/event-stream.cjs';
import { type Answer, answers, type Fields, readAs, sse, textIn } from '../support/answers';

interface Form {
  readonly body: Fields;
  readonly type: string;
  /** In APIs that name an error by its type rather than by its code. */
  readonly kind?: string;
  readonly message?: string;
}

const message = 'No room for 9000 tokens';
const forms: readonly (readonly [string, Form])[] = [
  ['an object', { body: { error: { message, code: 'overloaded' } }, type: 'overloaded' }],
  ['an object with a number', { body: { error: { code: 503, msg: message } }, type: '503' }],
  ['an object in an object', { body: { error: { error: { message }, code: 7 } }, type: '7' }],
  ['a text', { body: { error: message }, type: 'error' }],
  ['a text beside its kind', { body: { error: message, error_type: 'generation' }, type: 'generation' }],
  [
    'a name beside its text',
    { body: { error: 'Too Large', message, statusCode: 413 }, type: '413', kind: 'Too Large' },
  ],
  ['a list', { body: { error: [{ message, code: 4 }] }, type: '4' }],
  ['a refusal', { body: { success: false, error: { message, code: 'busy' } }, type: 'busy' }],
  ['a list of errors', { body: { success: false, result: null, errors: [{ code: 10_000, message }] }, type: '10000' }],
  ['a status', { body: { base_resp: { status_code: 1004, status_msg: message } }, type: '1004' }],
  ['a field of a provider', { body: { id: 'c', choices: [], x_groq: { id: 'r', error: message } }, type: 'error' }],
  [
    'an error itself',
    { body: { object: 'error', message, type: 'BadRequest', code: 400 }, type: '400', kind: 'BadRequest' },
  ],
  ['a code beside a text', { body: { code: 500, msg: message, success: false }, type: '500' }],
  ['a named code', { body: { error_code: 'A.17', error_msg: message }, type: 'A.17' }],
  [
    'fields beside no choices',
    { body: { choices: null, error_type: 'BadRequest', error_message: message }, type: 'BadRequest' },
  ],
  ['a detail', { body: { detail: message }, type: 'error' }],
  [
    'a list of details',
    {
      body: { detail: [{ msg: message, loc: ['body'] }, { msg: 'No model' }] },
      type: 'error',
      message: `${message}; No model`,
    },
  ],
  ['a message', { body: { message }, type: 'error' }],
  ['a code beside no data', { body: { code: 40_301, message, data: {} }, type: '40301' }],
  [
    'a list of errors beside an empty result',
    { body: { errors: [{ message, code: 7 }], success: false, result: {}, messages: [] }, type: '7' },
  ],
  ['a header', { body: { header: { code: 10_013, message, sid: 's', status: 2 } }, type: '10013' }],
  [
    'metadata',
    {
      body: { ResponseMetadata: { RequestId: 'r', Error: { Code: 'Busy', CodeN: 7, Message: message } } },
      type: 'Busy',
    },
  ],
  ['a fault', { body: { fault: { faultstring: message, detail: { errorcode: 'a.Quota' } } }, type: 'a.Quota' }],
];

const bare = (body: Fields): Buffer => Buffer.from(`\n${JSON.stringify(body, undefined, 2)}\n`);
const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
const begun = ({ framed, events }: Answer): Buffer => framed(events.slice(0, -1));
const framedIn = (answer: Answer, body: Fields): Buffer =>
  answer.api === 'Bedrock, Converse' ? encodeEvent('chunk', body) : answer.framed([body]);
const unstreamed = (answer: Answer): Answer => ({ ...answer, request: { ...answer.request, stream: false } });

interface Read {
  readonly text: string;
  readonly error: unknown;
}

/** What is read of every API's response. */
const readOfAll = (bodyOf: (answer: Answer) => Buffer | Fields, from = answers): Readonly<Record<string, Read>> =>
  Object.fromEntries(
    from.map((answer) => {
      const exchange = readAs(answer, bodyOf(answer));
      return [answer.api, { text: textIn(exchange), error: exchange.error }];
    }),
  );

const expectedOfAll = (
  { type, kind = type, message: own = message }: Omit<Form, 'body'>,
  text = '',
  from = answers,
): Readonly<Record<string, Read>> =>
  Object.fromEntries(
    from.map(({ api }) => {
      const namesKind = /^(?:Anthropic|Bedrock)/.test(api);
      return [api, { text, error: { type: namesKind ? kind : type, message: own } }];
    }),
  );

describe('of every API, with a status of 200,', () => {
  test.each(forms)('%s in place of a response is the error', (_form, form) => {
    expect(readOfAll(() => form.body, answers.map(unstreamed))).toEqual(expectedOfAll(form));
  });

  test.each(forms)('%s in place of a stream is the error, alone or in a list', (_form, form) => {
    expect(readOfAll(() => bare(form.body))).toEqual(expectedOfAll(form));
    expect(readOfAll(() => json([form.body]))).toEqual(expectedOfAll(form));
  });

  test.each(forms)('%s that stands bare in a stream is the error, also behind its end', (_form, form) => {
    const followed = (text: Buffer): Buffer => Buffer.concat([text, bare(form.body)]);
    expect(readOfAll((answer) => followed(begun(answer)))).toEqual(expectedOfAll(form, 'Good day'));
    expect(readOfAll((answer) => followed(answer.framed(answer.events)))).toEqual(expectedOfAll(form, 'Good day'));
  });

  test.each(forms)('%s framed in a stream is the error, at its start and amid it', (_form, form) => {
    expect(readOfAll((answer) => framedIn(answer, form.body))).toEqual(expectedOfAll(form));
    const amid = (answer: Answer): Buffer => Buffer.concat([begun(answer), framedIn(answer, form.body)]);
    expect(readOfAll(amid)).toEqual(expectedOfAll(form, 'Good day'));
  });
});

const ofEvents = answers.filter(({ framed }) => framed === sse);
const ofBedrock = answers.filter(({ api }) => api.startsWith('Bedrock'));
/** Events of Converse have no fields beside their own. */
const ofJson = answers.filter(({ api }) => api !== 'Bedrock, Converse');
const event = (fields: Fields): string => `data: ${JSON.stringify(fields)}\n\n`;

test.each([
  ['an event of that name', `event: error\n${event({ code: 'busy', message })}`, 'busy'],
  ['an event of that type', event({ type: 'error', code: 'busy', message, param: null }), 'busy'],
  ['an object in an event of that type', event({ type: 'error', error: { type: 'busy', message } }), 'busy'],
  ['a text in an event of that name', `event: error\ndata: ${message}\n\n`, 'error'],
  ['an event named for its kind', `event: upstream_error\n${event({ message })}`, 'upstream_error'],
  ['a field of that name', `error: ${JSON.stringify({ code: 500, message })}\n\ndata: [DONE]\n\n`, '500'],
  ['a text in a field of that name', `error:${message}\n\n`, 'error'],
])('a stream of events has the error of %s, and what came before it', (_form, end, type) => {
  const read = readOfAll((answer) => Buffer.concat([begun(answer), Buffer.from(end)]), ofEvents);
  expect(read).toEqual(expectedOfAll({ type }, 'Good day', ofEvents));
});

test.each([
  ['data', `data: ${message}\n\n`, message],
  ['data with a mark', `data: [ERROR] ${message}\n\n`, `[ERROR] ${message}`],
  ['data that do not end', `data: ${message}`, message],
  ['a bare line', message, message],
  ['bare lines', `${message}\nTry again\n\n`, `${message}\nTry again`],
  ['a bare line before what says no more', `${message}\n\ndata: {"a`, message],
  ['nothing that came before an event', `${message}\n\ndata: {"ping":1}\n\n`, 'The stream ended before its last event'],
])('a stream of events that is cut has the words of %s, and what came before it', (_form, end, said) => {
  const read = readOfAll((answer) => Buffer.concat([begun(answer), Buffer.from(end)]), ofEvents);
  const error = { type: 'cut', message: said };
  expect(read).toEqual(Object.fromEntries(ofEvents.map(({ api }) => [api, { text: 'Good day', error }])));
});

test('a stream that has its end has no error of the words behind it', () => {
  const read = readOfAll(({ framed, events }) => Buffer.concat([framed(events), Buffer.from('bye\n\n')]), ofEvents);
  for (const { error } of Object.values(read)) expect(error).toBeUndefined();
});

test.each([
  ['exception', encodeException('throttlingException', { message }), 'throttlingException'],
  [
    'exception, whose name is longer',
    encodeException('modelStreamErrorException', { Message: message }),
    'modelStreamErrorException',
  ],
  [
    'error in headers',
    encodeMessage({ ':message-type': 'error', ':error-code': 'busy', ':error-message': message }, ''),
    'busy',
  ],
])("AWS's event stream has its %s, and what came before it", (_form, end, type) => {
  const read = readOfAll((answer) => Buffer.concat([begun(answer), end]), ofBedrock);
  expect(read).toEqual(expectedOfAll({ type }, 'Good day', ofBedrock));
});

test('an error is not in the record twice', () => {
  for (const answer of ofEvents) {
    const end = Buffer.from(event({ type: 'error', error: { type: 'busy', message, code: 7 }, request_id: 'r' }));
    const { extra } = readAs(answer, Buffer.concat([begun(answer), end])).response;
    expect(extra['error']).toEqual({ type: 'busy', code: 7 });
    expect([extra['type'], extra['message']]).toEqual([undefined, undefined]);
  }
});

describe('a choice', () => {
  const [chat] = answers;
  if (chat === undefined) throw new Error('there is no answer of a chat');
  const choice = { index: 0, finish_reason: 'error' };

  test.each<[string, Fields | Buffer]>([
    ['a response', { choices: [{ ...choice, message: { content: 'Good day' }, error: { code: 502, message } }] }],
    ['a message', { choices: [{ ...choice, message: { content: 'Good day', error: { code: 502, message } } }] }],
    [
      'a stream',
      Buffer.concat([begun(chat), sse([{ choices: [{ ...choice, delta: {}, error: { code: 502, message } }] }])]),
    ],
  ])('of %s has its own error', (_where, body) => {
    const exchange = readAs(chat, body);
    expect(exchange.error).toEqual({ type: '502', message });
    expect(exchange.response.extra['error']).toEqual({ code: 502 });
    expect(exchange.response.finishReasons).toEqual(['error']);
    expect(textIn(exchange)).toBe('Good day');
  });

  test.each(['error', 'network_error', 'insufficient_system_resource'])(
    'of a stream that stopped for %s has that error',
    (reason) => {
      const end = sse([{ choices: [{ index: 0, delta: {}, finish_reason: reason }] }]);
      const exchange = readAs(chat, Buffer.concat([begun(chat), end]));
      expect([textIn(exchange), exchange.error]).toEqual(['Good day', { type: reason }]);
    },
  );

  test('that stopped for an error has that, without words for it, in every API', () => {
    const withReason = answers.filter(({ reason }) => reason !== 'stop');
    const read = readOfAll(
      ({ whole, reason }) => Buffer.from(JSON.stringify(whole).replaceAll(`"${reason}"`, '"ERROR"')),
      withReason,
    );
    for (const each of Object.values(read)) expect(each).toEqual({ text: 'Good day', error: { type: 'error' } });
  });
});

test.each<[string, Fields]>([
  ['no error', { error: null }],
  ['an empty text', { error: '' }],
  ['an empty object', { error: {} }],
  ['an empty list', { error: [] }],
  ['no truth', { error: false }],
  ['an object of empty texts', { error: { code: 0, message: '', type: null } }],
  ['a status of success', { base_resp: { status_code: 0, status_msg: 'success' } }],
  ['a header of success', { header: { code: 0, message: 'Success', sid: 's', status: 2 } }],
  ['metadata without one', { ResponseMetadata: { RequestId: 'r' } }],
  ['a code of success', { code: 200, msg: 'OK', success: true }],
  ['no errors', { errors: [], success: true }],
])('%s in a response is no error, whole or streamed', (_what, fields) => {
  const whole = readOfAll((answer) => ({ ...answer.whole, ...fields }));
  const streamed = readOfAll(({ framed, events }) => framed(events.map((each) => ({ ...each, ...fields }))), ofJson);
  for (const { error } of [...Object.values(whole), ...Object.values(streamed)]) expect(error).toBeUndefined();
});
