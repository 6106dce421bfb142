import { http } from '../support/faulty-server';

/** What a server does with a request. Ids in none of the lists are neither stored nor refused. */
export interface Answer {
  /** Kept by the server. */
  readonly stored: readonly string[];
  /** Acknowledged by their ids, in an answer that arrives whole. */
  readonly acknowledged: readonly string[];
  /** Refused in a way that may, in the end, lose them: see `isExcused`. */
  readonly refused: readonly string[];
  /** What is written: at once, byte by byte, or nothing. */
  readonly text: string;
  /** What comes after it. */
  readonly after?: 'reset' | 'hang';
  readonly isSlow?: true;
}

const nothing: Answer = { stored: [], acknowledged: [], refused: [], text: '' };
const keeping = (stored: readonly string[], rest: Partial<Answer>): Answer => ({ ...nothing, stored, ...rest });
const refusing = (refused: readonly string[], status: number, body = ''): Answer => ({
  ...nothing,
  refused,
  text: http(status, body),
});
const status = (code: number, headers: Readonly<Record<string, string>> = {}): Answer => ({
  ...nothing,
  text: http(code, JSON.stringify({ statusCode: code, message: 'No', success: false }), headers),
});

const accepting = (ids: readonly string[]): Answer =>
  keeping(ids, { acknowledged: ids, text: http(200, JSON.stringify({ event_ids: ids, success: true })) });

/** Only the first half of the ids is listed, with this status, and an error for each of the others or without one. */
function half(ids: readonly string[], code: number): Answer {
  const [first, others] = [ids.slice(0, ids.length >> 1), ids.slice(ids.length >> 1)];
  const errors = code === 200 ? {} : { errors: others.map(() => 'Could not create event') };
  const text = http(code, JSON.stringify({ event_ids: first, success: true, ...errors }));
  return keeping(first, { acknowledged: first, refused: others, text });
}

const foreign = (ids: readonly string[]): string =>
  http(200, JSON.stringify({ event_ids: ids.map((id) => `of-the-server-${id}`), success: true }));
/** An answer whose last part does not arrive. */
const cut = (text: string): string => text.slice(0, -5);

/** One for each row of the tables in docs/delivery.md that a server of one's own can play. */
export const answers = {
  ok: accepting,
  'ok, byte by byte': (ids) => ({ ...accepting(ids), isSlow: true }),
  'ok, and the connection is closed': (ids) => ({ ...accepting(ids), after: 'reset', acknowledged: [] }),
  '200 with half of the ids': (ids) => half(ids, 200),
  '500 with half of the ids': (ids) => half(ids, 500),
  '200 with none of the ids': (ids) => refusing(ids, 200, '{"event_ids":[],"success":true}'),
  '500 with none of the ids': () => ({ ...nothing, text: http(500, '{"event_ids":[]}') }),
  '500 with all of the ids': (ids) => ({ ...accepting(ids), text: http(500, JSON.stringify({ event_ids: ids })) }),
  '200 with ids of its own': (ids) => keeping(ids, { text: foreign(ids) }),
  '200 with too few ids of its own': (ids) =>
    keeping(ids.slice(1), { text: foreign(ids.slice(1)), refused: ids.slice(0, 1) }),
  '200 without a body': (ids) => keeping(ids, { text: http(200) }),
  '200 with broken JSON': (ids) => keeping(ids, { text: http(200, '{"event_ids":["a","b') }),
  '200 with a web page': () => ({ ...nothing, text: http(200, '<html></html>', { 'content-type': 'text/html' }) }),
  'stored, but the answer is lost': (ids) => keeping(ids, { after: 'reset' }),
  'stored, but the answer breaks off': (ids) => keeping(ids, { text: cut(accepting(ids).text), after: 'reset' }),
  'reset before an answer': () => ({ ...nothing, after: 'reset' }),
  'no answer': () => ({ ...nothing, after: 'hang' }),
  '400': (ids) => refusing(ids, 400),
  '400 for some records': (ids) => (ids.some((id) => /[0-3]$/.test(id)) ? refusing(ids, 400) : accepting(ids)),
  '401': () => status(401),
  '404': () => status(404),
  '409': (ids) => refusing(ids, 409),
  '413 for more than two': (ids) => (ids.length > 2 ? status(413) : accepting(ids)),
  '429 for a second': () => status(429, { 'retry-after': '1' }),
  '503': () => status(503),
  "503 of a load balancer's": () => ({ ...nothing, text: http(503, '<html></html>', { 'content-type': 'text/html' }) }),
} as const satisfies Readonly<Record<string, (ids: readonly string[]) => Answer>>;

export type AnswerName = keyof typeof answers;

/** The outcome of docs/delivery.md, as far as it may lose a record. */
export type Refusal = 'missing' | 'refused' | 'at once' | 'alone';
export const refusals: Readonly<Partial<Record<AnswerName, Refusal>>> = {
  '200 with half of the ids': 'missing',
  '200 with none of the ids': 'missing',
  '500 with half of the ids': 'refused',
  '200 with too few ids of its own': 'at once',
  '409': 'at once',
  '400': 'alone',
  '400 for some records': 'alone',
};
