import type { JsonObject } from '../../json/json';
import type { SessionStart } from '../session-start';

/** What was posted of the sessions that began last, as many as these. */
const maxSessions = 10_000;

/** Remembers what HoneyHive has been given of each session, so that nothing is posted twice. */
export class SessionMemory {
  readonly #posted = new Map<string, SessionStart>();

  /** @returns what is to be posted: all of a new session, of a known one what is new; `undefined` if nothing is */
  add(session: SessionStart): { readonly start: SessionStart; readonly isNew: boolean } | undefined {
    const posted = this.#posted.get(session.id);
    if (posted === undefined) {
      this.#forgetOldest();
      this.#posted.set(session.id, session);
      return { start: session, isNew: true };
    }
    const userProperties = additionTo(posted.userProperties, session.userProperties);
    const metadata = additionTo(posted.metadata, session.metadata);
    if (userProperties === undefined && metadata === undefined) return undefined;
    this.#posted.set(session.id, {
      ...posted,
      userProperties: { ...posted.userProperties, ...userProperties },
      metadata: { ...posted.metadata, ...metadata },
    });
    return { start: { ...posted, userProperties, metadata }, isNew: false };
  }

  /** It was not delivered, so the next record of it starts it again. */
  forget(id: string): void {
    this.#posted.delete(id);
  }

  #forgetOldest(): void {
    if (this.#posted.size < maxSessions) return;
    for (const [oldest] of this.#posted) {
      this.#posted.delete(oldest);
      return;
    }
  }
}

/** The members that were not there before. */
function additionTo(posted: JsonObject | undefined, later: JsonObject | undefined): JsonObject | undefined {
  if (later === undefined || later === posted) return undefined;
  const added = Object.entries(later).filter(([name]) => posted === undefined || !Object.hasOwn(posted, name));
  return added.length === 0 ? undefined : Object.fromEntries(added);
}
