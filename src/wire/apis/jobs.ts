import { asText, type JsonRecord } from '../../json/json-record';
import type { ModelRequest } from '../exchange';
import type { LaterAnswers } from './api';
import { valueAt } from './fields/parts';

/** How an API names a job, and says how far it is. */
export interface Jobs {
  /** The fields of its id and its status, as paths. Default: `id`, `status`. */
  readonly id?: string;
  readonly status?: string;
  /** The states in which it has ended; in any case, whether it has. */
  readonly ended: RegExp | ((body: JsonRecord) => boolean);
  /** Where the job is asked for, from the path of the request on. */
  readonly at: (id: string, path: string, body: JsonRecord) => string;
  /** An address that stands for the job, by its id, where many are asked for at one path. */
  readonly key?: (id: string) => string;
  /** Where else an answer comes, as the first one says. */
  readonly alias?: (body: JsonRecord) => string | undefined;
  /** When the server began and ended, by its own fields: in seconds since the epoch, or as a date. */
  readonly times?: readonly [from: string, to: string];
  readonly readRequest?: (body: JsonRecord) => ModelRequest;
  /** Whether an answer comes later; by default every one. */
  readonly isLater?: (body: JsonRecord, request: ModelRequest | undefined) => boolean;
}

/** A job is answered at once, with an id, and is asked for until it has ended: all of that is one call. */
export const jobs = ({
  id: idAt = 'id',
  status = 'status',
  ended,
  at,
  key,
  alias,
  times,
  readRequest,
  isLater,
}: Jobs): LaterAnswers => ({
  read(body, request, path = '') {
    const id = asText(valueAt(body, idAt));
    const state = valueAt(body, status);
    const isKnown = id !== undefined || (request === undefined && (state !== undefined || typeof ended === 'function'));
    if (!isKnown) return undefined;
    const isDone = typeof ended === 'function' ? ended(body) : ended.test(String(state));
    const [from, to] = (times ?? []).map((name) => msOf(valueAt(body, name)));
    return {
      at: id === undefined ? '' : at(id, path, body),
      key: id === undefined ? undefined : key?.(id),
      alias: alias?.(body),
      isDone,
      isLater: isLater?.(body, request) ?? true,
      ms: from === undefined || to === undefined ? undefined : { from, to },
    };
  },
  readRequest: readRequest ?? (({ model }) => ({ model: asText(model), messages: [], attributes: {}, extra: {} })),
});

function msOf(time: unknown): number | undefined {
  if (typeof time === 'number') return time > 1e11 ? time : time * 1000;
  const ms = typeof time === 'string' ? Date.parse(time) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}
