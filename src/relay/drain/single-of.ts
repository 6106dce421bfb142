import type { Form, SingleRequest } from '../../delivery/single/single-request';
import { isObject } from '../../json/json';
import { SingleRequests } from '../../pipeline/single/single-requests';
import type { Api, QueueEntry } from '../queue/queue-entry';

/** HoneyHive's own default, for sessions without one. */
const unknown = 'unknown';

type Members = Readonly<Record<string, unknown>>;

const startPaths = { model: '/session/start', v1: '/v1/sessions' } as const;

/** The request that a queued start or update is, by the API that it came by, and by the other one where HoneyHive lacks that. */
export function singleOf({ kind, api, id, bytes }: QueueEntry, url: string): SingleRequest {
  if (kind === 'update') return new SingleRequests(url, api).updateOf({ id, bytes });
  const body = JSON.parse(bytes.toString()) as Members;
  const form = (of: Api, value: unknown): Form => ({
    method: 'POST',
    url: new URL(`${url}${startPaths[of]}`),
    body: Buffer.from(JSON.stringify(value)),
  });
  if (api === 'v1') {
    const session = { project: unknown, source: unknown, session_name: unknown, ...body };
    return { id, forms: [form('v1', body), form('model', { session })] };
  }
  const session = isObject(body['session']) ? body['session'] : {};
  return { id, forms: [form('model', body), form('v1', v1Of(session))] };
}

/** The successor refuses other keys; the project is that of the API key. */
const v1Of = ({
  project: _project,
  error: _error,
  feedback: _feedback,
  metrics: _metrics,
  ...fields
}: Members): Members => fields;
