import { logToStderr } from '../../runtime/stderr';
import type { Undelivered } from './undelivered';

const ownThread = (option: string): string =>
  `The option ${option} works only until the process ends: call forceFlush() or shutdown() before.`;

/** Why records were not delivered, and what to do about it. */
const reasons: Readonly<Record<Undelivered | 'threads', string>> = {
  bundled: 'This package is bundled into the app: leave it out of the bundle, or call its flush() before the end.',
  forbidden:
    'They are sent by a worker thread, which the permissions of this process forbid: allow it by --allow-worker.',
  misconfigured:
    'HoneyHive rejected the key, or the address or the proxy is wrong: check HH_API_KEY, HH_API_URL and HTTPS_PROXY.',
  unavailable: 'HoneyHive could not be reached, or did not answer in time: check HH_API_URL.',
  refused: 'HoneyHive refused them.',
  no_time: 'The time for it was over before they could be sent: raise HH_EXIT_TIMEOUT_MS.',
  threads: 'HoneyHive has not accepted them from worker threads: check HH_API_KEY and HH_API_URL.',
  fetch: ownThread('fetch'),
  agent: ownThread('agent'),
  tls: ownThread('tls, which has functions,'),
  apiKey: 'The function given as apiKey has not returned a key yet: call forceFlush() or shutdown() before the end.',
};

const sentence = (records: number, what: string, why: keyof typeof reasons | undefined): string =>
  `${records} record${records === 1 ? '' : 's'} could not be delivered ${what}.${why === undefined ? '' : ` ${reasons[why]}`}`;

/** Nothing is said of no records: what is pending is in the spool. */
export function logLost(records: number, why: keyof typeof reasons | undefined): void {
  if (records > 0) logToStderr(sentence(records, 'before the process ended', why));
}

/** After an end that the process may outlive. */
export const leftBehind = (records: number, why: Undelivered | undefined): string =>
  sentence(records, `yet and ${records === 1 ? 'stays' : 'stay'} queued`, why);
