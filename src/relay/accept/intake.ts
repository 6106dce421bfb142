import { STATUS_CODES } from 'node:http';
import type { RelayMetrics } from '../metrics';
import type { Published, Queue } from '../queue/queue';
import { entriesOf, type RecordLimits, RefusedRequest } from './entries-of';
import type { Route } from './routes';

/** What a request is answered with, as HoneyHive would. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** What `Retry-After` asks for. */
const retryAfterSeconds = 2;

/** Takes the requests of HoneyHive's routes: answers once the queue has what they bring. */
export class Intake {
  readonly #queue: Queue;
  readonly #limits: RecordLimits;
  readonly #metrics: RelayMetrics;

  constructor(queue: Queue, limits: RecordLimits, metrics: RelayMetrics) {
    this.#queue = queue;
    this.#limits = limits;
    this.#metrics = metrics;
  }

  /** @throws RefusedRequest */
  async take(route: Route, body: Buffer): Promise<Answer> {
    if (this.#queue.isAway) throw unavailable('away');
    const { entries, errors } = entriesOf(route, body, this.#limits);
    const published = await this.#queue.publish(entries);
    // What is stored of it already is the same entry when it comes again.
    const failure = published.find((one) => one === 'full' || one === 'away');
    if (failure !== undefined) throw unavailable(failure);
    const stored = entries.filter((_, index) => published[index] === 'stored');
    this.#metrics.accepted.add(stored.length);
    const [first] = entries;
    if (route.kind === 'event') {
      const refused = published.filter((one) => one === 'too_large').map(() => `Could not create event: ${tooLarge}`);
      return eventsAnswer(
        stored.map(({ id }) => id),
        [...errors, ...refused],
      );
    }
    if (stored.length === 0) throw new RefusedRequest(413, tooLarge);
    return route.kind === 'session' ? jsonAnswer(200, { session_id: first?.id }) : noContent;
  }
}

const tooLarge = 'The queue does not take a record of this size.';

function unavailable(why: Extract<Published, 'full' | 'away'>): RefusedRequest {
  const sentence = why === 'full' ? 'The queue is full.' : 'The queue cannot be reached.';
  return new RefusedRequest(503, `${sentence} Nothing is lost if the request is made again.`, retryAfterSeconds);
}

/** HoneyHive's documentation shows `success: true` beside errors, with status 500. */
const eventsAnswer = (event_ids: readonly string[], errors: readonly string[]): Answer =>
  errors.length === 0
    ? jsonAnswer(200, { event_ids, success: true })
    : jsonAnswer(500, { event_ids, errors, success: true });

const noContent: Answer = { status: 200, headers: {}, body: '' };

/** A refusal in the form that HoneyHive's errors have. */
export function refusalAnswer({ status, message, retryAfterSeconds: seconds }: RefusedRequest): Answer {
  const errorCode = (STATUS_CODES[status] ?? 'error').toUpperCase().replaceAll(' ', '_');
  const answer = jsonAnswer(status, { statusCode: status, message, success: false, errorCode });
  if (seconds === undefined) return answer;
  return { ...answer, headers: { ...answer.headers, 'retry-after': String(seconds) } };
}

const jsonAnswer = (status: number, value: unknown): Answer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
});
