import { invocations } from '../../src/session/invocation';
import { requestName, routeOf } from '../../src/session/request-name';
import { sessionHeaderReader, traceIdIn } from '../../src/session/session-header';

describe('a request is named by its method and', () => {
  test.each<[what: string, target: string, name: string]>([
    ['its path', '/chat', 'POST /chat'],
    ['its path without the query', '/api/v1/chat?token=secret#part', 'POST /api/v1/chat'],
    ['nothing but a slash', '/?q=1', 'POST /'],
    ['the path alone of a whole URL', 'http://user:password@host/chat?x', 'POST /chat'],
    ['no number', '/users/1234/chat', 'POST /users/:id/chat'],
    ['no UUID', '/chats/0b2a7f3e-5a51-4d57-9d0e-4c5e8a1f0001', 'POST /chats/:id'],
    ['no token', '/reset/k3X9zQ71LmT0pR', 'POST /reset/:id'],
    ['no address', '/users/ada@example.com', 'POST /users/:id'],
    ['no words that had to be encoded', '/search/how%20are%20you', 'POST /search/:id'],
    ['names of models', '/models/gpt-4o/chat-completions', 'POST /models/gpt-4o/chat-completions'],
    ['eight segments', '/a/b/c/d/e/f/g/h/i', 'POST /a/b/c/d/e/f/g/h/…'],
  ])('%s', (_what, target, name) => {
    expect(requestName('POST', target, undefined, true)).toBe(name);
  });

  test.each<[framework: string, request: object, route: string | undefined]>([
    ['of Express', { route: { path: '/:id' }, baseUrl: '/chats' }, '/chats/:id'],
    ['of Express, at the root of a router', { route: { path: '/' }, baseUrl: '/chats' }, '/chats'],
    ['of Express, at the root', { route: { path: '/' }, baseUrl: '' }, '/'],
    ['of Express, by an expression', { route: { path: /x/ }, baseUrl: '' }, undefined],
    [
      'of Next.js',
      { [Symbol.for('NextInternalRequestMeta')]: { match: { definition: { pathname: '/api/chat/[id]' } } } },
      '/api/chat/[id]',
    ],
    [
      'that cannot be read',
      {
        get route(): never {
          throw new Error('no');
        },
      },
      undefined,
    ],
  ])('the route %s', (_framework, request, route) => {
    expect(routeOf(request, true)).toBe(route);
  });
});

const headers = (fields: Readonly<Record<string, string>>) => (name: string) => fields[name];

describe('the session that a request names is', () => {
  test.each<
    [what: string, setting: string | undefined, fields: Readonly<Record<string, string>>, said: string | undefined]
  >([
    ['that of the header', 'X-Chat-Id', { 'x-chat-id': 'c1' }, 'c1'],
    ['none without the header', 'x-chat-id', {}, undefined],
    ['none with an empty one', 'x-chat-id', { 'x-chat-id': ' ' }, undefined],
    ['none if the user names none', undefined, { 'x-chat-id': 'c1', cookie: 'sid=1' }, undefined],
    ['that of the cookie', 'cookie:sid', { cookie: 'xsid=0; a=b; sid=s%3A1; sid=2' }, 's:1'],
    ['that of a cookie that cannot be decoded', 'cookie:sid', { cookie: 'sid=%E0%A4%A' }, '%E0%A4%A'],
    ['none with another cookie', 'Cookie:sid', { cookie: 'side=1; sid' }, undefined],
    ['none with an empty cookie', 'cookie:sid', { cookie: 'sid=' }, undefined],
  ])('%s', (_what, setting, fields, said) => {
    expect(sessionHeaderReader(setting)(headers(fields))).toBe(said);
  });
});

test.each<[traceparent: string | undefined, traceId: string | undefined]>([
  ['00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00', '0af7651916cd43dd8448eb211c80319c'],
  ['cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more', '0af7651916cd43dd8448eb211c80319c'],
  ['ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', undefined],
  ['00-00000000000000000000000000000000-b7ad6b7169203331-01', undefined],
  ['00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01', undefined],
  ['00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01x', undefined],
  ['nonsense', undefined],
  [undefined, undefined],
])('the trace of the header %s is %s', (traceparent, traceId) => {
  expect(traceIdIn(traceparent)).toBe(traceId);
});

describe('an invocation of a function', () => {
  const occasionOf = invocations('shop', () => 'cookie:sid');

  test('is named by the function, and has an id of its own, whatever the event is', () => {
    const events = [undefined, null, 7, 'text', { headers: null }, { headers: 7 }, { cookies: 'x' }];
    const occasions = events.map(occasionOf);
    expect(occasions.map(({ name, said, traceId }) => ({ name, said, traceId }))).toEqual(
      events.map(() => ({ name: 'shop', said: undefined, traceId: undefined })),
    );
    expect(new Set(occasions.map(({ id }) => id)).size).toBe(events.length);
  });

  test.each<[what: string, event: object]>([
    ['of a REST API', { headers: { Cookie: 'sid=s1' } }],
    ['of an HTTP API', { headers: { host: 'x' }, cookies: ['a=b', 'sid=s1'] }],
  ])('is in the session that the cookie of the request names: %s', (_what, event) => {
    expect(occasionOf(event).said).toBe('s1');
  });
});

test('without content, no part of a path names a session, but a route does', () => {
  const mounted = { baseUrl: '/users/alice', route: { path: '/chat/:turn' } };
  expect(requestName('POST', '/users/alice/chat/1', undefined, false)).toBe('POST /:path');
  expect(requestName('POST', '/users/alice/chat/1', routeOf(mounted, false), false)).toBe('POST /:path/chat/:turn');
});
