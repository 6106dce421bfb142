import type { Answer, Sent } from '../../../src/delivery/http/outcome';
import { classifySingle } from '../../../src/delivery/http/single-outcome';

const sent: Sent = {
  ids: ['a'],
  body: [],
  url: 'https://honeyhive.example/session/start',
  keyHint: 'short',
  secrets: [],
};
const answer = (status: number, body: unknown = ''): Answer => ({
  status,
  headers: {},
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

describe('the answer to the start of a session or an update', () => {
  test.each<[string, Answer, object]>([
    ['with its id is a delivery', answer(200, { session_id: 'a' }), { kind: 'delivered' }],
    ['without an id is a delivery', answer(200), { kind: 'delivered' }],
    ['that is null is a delivery', answer(200, 'null'), { kind: 'delivered' }],
    ['that was cut is a delivery', answer(200, '{"session_id":"b'), { kind: 'delivered' }],
    [
      'with ids of a batch is no partial success: it has no ids to miss',
      answer(200, { event_ids: ['x'] }),
      { kind: 'delivered' },
    ],
    [
      'of success that says it is none is a rejection',
      answer(200, { success: false, message: 'no project' }),
      { kind: 'rejected', detail: 'HTTP 200: no project' },
    ],
    ['404 is an unknown route or event', answer(404), { kind: 'unknown', detail: 'HTTP 404' }],
    ['405 is an unknown route', answer(405), { kind: 'unknown', detail: 'HTTP 405' }],
    ['501 is an unknown route', answer(501), { kind: 'unknown', detail: 'HTTP 501' }],
    ['503 is an outage', answer(503), { kind: 'unavailable', problem: `${sent.url} answered HTTP 503.` }],
  ])('%s', (_rule, given, expected) => {
    expect(classifySingle(given, sent)).toEqual(expected);
  });

  test('with another id is a delivery, with a note', () => {
    expect(classifySingle(answer(200, { session_id: 'b' }), sent)).toEqual({
      kind: 'delivered',
      note: { key: 'session_id', sentence: expect.stringContaining('another id') },
    });
  });
});
