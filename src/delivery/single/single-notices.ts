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

const names: Readonly<Record<SingleKind, readonly [one: string, several: string]>> = {
  session: ['start of a session', 'starts of sessions'],
  update: ['update', 'updates'],
};

/** What is logged of requests that are lost with the process; nothing of none. */
export function leftSentences(kind: SingleKind, count: number): readonly string[] {
  const name = `${count} ${names[kind][count === 1 ? 0 : 1]}`;
  return count === 0 ? [] : [`${name} could not be delivered before the process ended.`];
}
