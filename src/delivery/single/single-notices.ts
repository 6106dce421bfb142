import type { LossReason } from '../../observability/loss-reason';
import type { SingleKind } from './single-request';

const subjects: Readonly<Record<SingleKind, string>> = {
  session: 'HoneyHive does not start a session',
  update: 'HoneyHive does not take an update of an event',
};

const consequences: Readonly<Record<SingleKind, string>> = {
  session: 'Its events are sent nevertheless.',
  update: 'It is lost.',
};

/** What is logged once of requests that are lost for a reason. @param detail the server's message, or the problem */
export function lossSentence(kind: SingleKind, reason: LossReason, detail: string = reason): string {
  const cause = detail.replace(/\.$/, '');
  return `${subjects[kind]} (${cause}). ${consequences[kind]} This is logged once; stats() counts.`;
}
