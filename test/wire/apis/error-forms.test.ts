import { encodeEvent, encodeException, encodeMessage } from '../../support/providers/event-stream.cjs';
import { type Answer, answers, answerTable, type Fields, lines, readAs, sse, textIn } from '../support/answers';

interface Form {
  readonly body: Fields;
  readonly type: string;
  /** In APIs that name an error by its type rather than by its code. */
  readonly kind?: string;
  readonly message?: string;
  /** Nothing but its place says that it is an error: all that has come, or bare JSON. */
  readonly isUnmarked?: boolean;
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
  ['a detail', { body: { detail: message }, type: 'error', isUnmarked: true }],
  [
    'a list of details',
    {
      body: { detail: [{ msg: message, loc: ['body'] }, { msg: 'No model' }] },
      type: 'error',
      message: `${message}; No model`,
      isUnmarked: true,
    },
  ],
  ['a message', { body: { message }, type: 'error', isUnmarked: true }],
];

const bare = (body: Fields): Buffer => Buffer.from(`\n${JSON.stringify(body, undefined, 2)}\n`);
const marked = forms.filter(([, { isUnmarked }]) => !isUnmarked);
const begun = ({ framed, events }: Answer): Buffer => framed(events.slice(0, -1));
const unnamed = (fields: Fields) => JSON.stringify(fields);

describe.each(answerTable)('of %s, with a status of 200,', (api, answer) => {
  const namesKind = /^(?:Anthropic|Bedrock)/.test(api);
  const expected = ({ type, kind = type, message: own = message }: Form) => ({
    type: namesKind ? kind : type,
    message: own,
  });

  test.each(forms)('%s in place of a response is the error', (_form, form) => {
    const request = { ...answer, request: { ...answer.request, stream: false } };
    expect(readAs(request, form.body).error).toEqual(expected(form));
  });

  test.each(forms)('%s in place of a stream is the error, framed or not', (_form, form) => {
    for (const body of [bare(form.body), Buffer.from(JSON.stringify([form.body]))]) {
      expect(readAs(answer, body).error).toEqual(expected(form));
    }
    if (!form.isUnmarked) expect(readAs(answer, sse([form.body])).error).toEqual(expected(form));
  });

  test.each(forms)('%s that stands bare in a stream is the error, also behind its end', (_form, form) => {
    for (const events of [answer.events.slice(0, -1), answer.events]) {
      const exchange = readAs(answer, Buffer.concat([answer.framed(events), bare(form.body)]));
      expect(exchange.error).toEqual(expected(form));
      expect(textIn(exchange)).toBe('Good day');
    }
  });

  test.each(marked)('%s amid a stream is the error', (_form, form) => {
    const end = api === 'Bedrock, Converse' ? encodeEvent('chunk', form.body) : answer.framed([form.body]);
    const exchange = readAs(answer, Buffer.concat([begun(answer), end]));
    expect(exchange.error).toEqual(expected(form));
    expect(textIn(exchange)).toBe('Good day');
  });
});

const framedByEvents = answers.filter(({ framed }) => framed === sse);

describe.each(framedByEvents.map((answer) => [answer.api, answer] as const))('a stream of %s', (_api, answer) => {
  test.each([
    ['an event of that name', `event: error\ndata: ${unnamed({ code: 'busy', message })}\n\n`, 'busy'],
    ['an event of that type', `data: ${unnamed({ type: 'error', code: 'busy', message, param: null })}\n\n`, 'busy'],
    [
      'an object in an event of that type',
      `data: ${unnamed({ type: 'error', error: { type: 'busy', message } })}\n\n`,
      'busy',
    ],
    ['a text in an event of that name', `event: error\ndata: ${message}\n\n`, 'error'],
    ['an event named for its kind', `event: upstream_error\ndata: ${unnamed({ message })}\n\n`, 'upstream_error'],
    ['a field of that name', `error: ${unnamed({ code: 500, message })}\n\ndata: [DONE]\n\n`, '500'],
    ['a text in a field of that name', `error:${message}\n\n`, 'error'],
  ])('has the error of %s, and what came before it', (_form, end, type) => {
    const exchange = readAs(answer, Buffer.concat([begun(answer), Buffer.from(end)]));
    expect(exchange.error).toEqual({ type, message });
    expect(textIn(exchange)).toBe('Good day');
  });
});

describe('a stream of Bedrock', () => {
  const ofBedrock = answers
    .filter(({ api }) => api.startsWith('Bedrock'))
    .map((answer) => [answer.api, answer] as const);
  const headers = { ':message-type': 'error', ':error-code': 'busy', ':error-message': message };

  test.each(ofBedrock)('(%s) has its exceptions and errors, and what came before them', (_api, answer) => {
    const ends: readonly (readonly [Buffer, string])[] = [
      [encodeException('throttlingException', { message }), 'throttlingException'],
      [encodeException('modelStreamErrorException', { Message: message }), 'modelStreamErrorException'],
      [encodeMessage(headers, ''), 'busy'],
    ];
    for (const [end, type] of ends) {
      const exchange = readAs(answer, Buffer.concat([begun(answer), end]));
      expect(exchange.error).toEqual({ type, message });
      expect(textIn(exchange)).toBe('Good day');
    }
  });
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

  test.each(answerTable.filter(([, { reason }]) => reason !== 'stop'))(
    'of %s that stopped for an error has that, without words for it',
    (_api, { reason, ...answer }) => {
      const text = JSON.stringify(answer.whole).replaceAll(`"${reason}"`, '"ERROR"');
      expect(readAs({ ...answer, reason }, Buffer.from(text)).error).toEqual({ type: 'error' });
    },
  );
});

test.each<[string, Fields]>([
  ['no error', { error: null }],
  ['an empty text', { error: '' }],
  ['an empty object', { error: {} }],
  ['an empty list', { error: [] }],
  ['no truth', { error: false }],
  ['an object of empty texts', { error: { code: 0, message: '', type: null } }],
  ['a status of success', { base_resp: { status_code: 0, status_msg: 'success' } }],
  ['a code of success', { code: 200, msg: 'OK', success: true }],
  ['no errors', { errors: [], success: true }],
])('%s in a response is no error, whole or streamed', (_what, fields) => {
  for (const answer of answers) {
    if (!('message' in answer.whole && 'message' in fields)) {
      expect(readAs(answer, { ...answer.whole, ...fields }).error).toBeUndefined();
    }
    if (answer.framed === sse || answer.framed === lines) {
      const events = answer.events.map((each) => ('message' in each ? each : { ...each, ...fields }));
      expect(readAs(answer, answer.framed(events)).error).toBeUndefined();
    }
  }
});
