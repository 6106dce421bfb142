import { createHash } from 'node:crypto';
import { guarded } from '../../runtime/guarded';

/** HoneyHive's older routes, or their successors under `/v1`. */
export type Api = 'model' | 'v1';

export type EntryKind = 'event' | 'session' | 'update';

/** What is queued: one record, one start of a session, or one update, by its route and its id. */
export interface QueueEntry {
  readonly kind: EntryKind;
  readonly api: Api;
  /** Of the event that it is or updates, or of the session that it starts. */
  readonly id: string;
  /** The session that an event names, whose start goes ahead of it. */
  readonly session?: string | undefined;
  /** UTF-8 JSON: an event as it is sent, the body that starts a session, or the fields of an update. */
  readonly bytes: Buffer;
}

export type EntryLabel = Omit<QueueEntry, 'bytes'>;

/**
 * What two entries have in common that are the same. An event is known by its id; a session may be started again, and an event updated
 * again, with other fields.
 */
export function keyOf({ kind, id, bytes }: QueueEntry): string {
  if (kind === 'event') return `event/${id}`;
  return `${kind}/${id}/${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}`;
}

/** The label on one line of printable ASCII, as files and headers take it. */
export const labelText = ({ kind, api, id, session }: EntryLabel): string =>
  [kind, api, encodeURIComponent(id), ...(session === undefined ? [] : [encodeURIComponent(session)])].join(' ');

/** `undefined` if another version wrote it. */
export function labelIn(text: string): EntryLabel | undefined {
  const [kind, api, id, session] = text.split(' ');
  if (kind !== 'event' && kind !== 'session' && kind !== 'update') return undefined;
  if ((api !== 'model' && api !== 'v1') || id === undefined) return undefined;
  return guarded(() => {
    const named = session === undefined ? {} : { session: decodeURIComponent(session) };
    return { kind, api, id: decodeURIComponent(id), ...named };
  });
}
