import type { RelayMetrics } from '../metrics';
import type { Queue } from '../queue/queue';
import type { Answer, Intake } from './intake';
import { routeAt } from './routes';
import type { Handler } from './server';

export interface RelayState {
  /** It takes no more requests. */
  readonly isStopping: boolean;
}

export interface Served {
  /** Absent where this relay accepts nothing. */
  readonly intake: Intake | undefined;
  readonly queue: Queue;
  readonly metrics: RelayMetrics;
  readonly state: RelayState;
}

const json = ['application/json'];

/** What is served under each path. */
export function handlersOf({ intake, queue, metrics, state }: Served): (path: string) => Handler | undefined {
  const own: Readonly<Record<string, Handler>> = {
    '/healthz': open(() => text(200, 'ok\n')),
    '/readyz': open(() => {
      if (state.isStopping) return text(503, 'The relay is stopping.\n');
      return queue.isAway ? text(503, 'The queue cannot be reached.\n') : text(200, 'ready\n');
    }),
    '/metrics': open(async () => text(200, metrics.text(await queue.stats()), 'text/plain; version=0.0.4')),
  };
  return (path) => {
    if (Object.hasOwn(own, path)) return own[path];
    const route = intake && routeAt(path);
    if (intake === undefined || route === undefined) return undefined;
    return { method: route.method, contentTypes: json, handle: (body) => intake.take(route, body) };
  };
}

/** Answers without a token. */
const open = (handle: () => Answer | Promise<Answer>): Handler => ({ method: 'GET', isOpen: true, handle });

const text = (status: number, body: string, type = 'text/plain'): Answer => ({
  status,
  headers: { 'content-type': type },
  body,
});
