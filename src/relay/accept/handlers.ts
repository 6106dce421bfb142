import type { IncomingMessage } from 'node:http';
import type { OtlpIntake } from '../../otlp/http/intake';
import { signalAt } from '../../otlp/http/request';
import { otlpResponse } from '../../otlp/http/response';
import type { RelayMetrics } from '../metrics';
import type { Queue } from '../queue/queue';
import type { Answer, Intake } from './intake';
import { plainBody } from './request-body';
import { routeAt } from './routes';
import type { Handler } from './server';

export interface RelayState {
  /** It takes no more requests. */
  readonly isStopping: boolean;
}

/** What takes requests of apps. */
export interface Accepting {
  readonly intake: Intake;
  readonly otlp: OtlpIntake;
  /** Of a body when it is decompressed. */
  readonly maxPlainBytes: number;
}

export interface Served {
  /** Absent where this relay accepts nothing. */
  readonly accepting: Accepting | undefined;
  readonly queue: Queue;
  readonly metrics: RelayMetrics;
  readonly state: RelayState;
}

const json = ['application/json'];

/** What is served under each path. */
export function handlersOf({ accepting, queue, metrics, state }: Served): (path: string) => Handler | undefined {
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
    return accepting && takingAt(path, accepting);
  };
}

/** What takes the requests of apps to this path. */
function takingAt(path: string, { intake, otlp, maxPlainBytes }: Accepting): Handler | undefined {
  if (signalAt(path) !== undefined) {
    return {
      method: 'POST',
      handle: (body, request) => otlp.accept({ ...headOf(path, request), body }),
      refuse: (refusal, request) => otlpResponse(headOf(path, request), refusal),
    };
  }
  const route = routeAt(path);
  if (route === undefined) return undefined;
  return {
    method: route.method,
    contentTypes: json,
    handle: async (body, request) => intake.take(route, await plainBody(body, request, maxPlainBytes)),
  };
}

const headOf = (path: string, { headers }: IncomingMessage) => ({
  path,
  contentType: headers['content-type'],
  contentEncoding: headers['content-encoding'],
});

/** Answers without a token. */
const open = (handle: () => Answer | Promise<Answer>): Handler => ({ method: 'GET', isOpen: true, handle });

const text = (status: number, body: string, type = 'text/plain'): Answer => ({
  status,
  headers: { 'content-type': type },
  body,
});
