import type { Unanswered } from '../http/outcome';

/** The outcome of an attempt. A bug of ours, which would reject, must not stop the queue. */
export const orUnavailable = <Outcome>(attempt: Promise<Outcome>): Promise<Outcome | Unanswered> =>
  attempt.catch(() => ({ kind: 'unavailable', problem: 'The request to HoneyHive failed unexpectedly.' }));
