import { request } from 'node:http';
import type { CreateModelEvent } from '../../src/mapping/record/model-event';

/** A valid record; `n` makes its id. */
export const event = (n: number, change: Partial<CreateModelEvent> = {}): CreateModelEvent => ({
  project: 'demo',
  event_name: 'chat gpt-4o-mini',
  model: 'gpt-4o-mini-2024-07-18',
  provider: 'openai',
  messages: [{ role: 'user', content: `question ${n}` }],
  response: { role: 'assistant', content: `answer ${n}`, finish_reason: 'stop' },
  duration: 812.5,
  usage: { prompt_tokens: 30, completion_tokens: 8, total_tokens: 38 },
  error: null,
  event_id: idOf(n),
  start_time: 1_760_000_000_000 + n * 1000,
  end_time: 1_760_000_000_812.5 + n * 1000,
  ...change,
});

export const idOf = (n: number): string => `00000000-0000-5000-8000-${String(n).padStart(12, '0')}`;

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
  /** `undefined` if the text is not JSON. */
  readonly json: unknown;
}

/** Posts a body to the receiver on a connection of its own; rejects if the response is not complete. */
export function post(
  url: string,
  body: string | Buffer,
  headers: Readonly<Record<string, string>> = {},
  method = 'POST',
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      {
        method,
        agent: false,
        headers: { authorization: 'Bearer a-key', 'content-type': 'application/json', ...headers },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json: jsonIn(text) });
        });
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const sendEvents = (url: string, ...events: readonly unknown[]): Promise<Reply> =>
  post(`${url}/events/model/batch`, JSON.stringify({ model_events: events }));

export const sendV1Events = (url: string, ...events: readonly unknown[]): Promise<Reply> =>
  post(`${url}/v1/events/batch`, JSON.stringify({ events }));

/** A valid start of a session at either route; `n` makes its id. */
export const start = (
  n: number,
  change: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> => ({
  session_id: sessionIdOf(n),
  session_name: `GET /chat ${n}`,
  source: 'test',
  start_time: 1_760_000_000_000 + n * 1000,
  ...change,
});

export const sessionIdOf = (n: number): string => `11111111-0000-5000-8000-${String(n).padStart(12, '0')}`;

/** `POST /session/start`, which wants the project, too. */
export const startSession = (url: string, session: Readonly<Record<string, unknown>>): Promise<Reply> =>
  post(`${url}/session/start`, JSON.stringify({ session: { project: 'demo', ...session } }));

export const startV1Session = (url: string, session: Readonly<Record<string, unknown>>): Promise<Reply> =>
  post(`${url}/v1/sessions`, JSON.stringify(session));

export const updateEvent = (url: string, update: Readonly<Record<string, unknown>>): Promise<Reply> =>
  post(`${url}/events`, JSON.stringify(update), {}, 'PUT');

export const updateV1Event = (url: string, id: string, update: Readonly<Record<string, unknown>>): Promise<Reply> =>
  post(`${url}/v1/events/${id}`, JSON.stringify(update), {}, 'PUT');
