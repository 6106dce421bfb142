import { unquoted } from '../runtime/unquoted';
import { environmentReader } from './environment';
import type { Environment } from './option-parsers';
import { contentSwitch, enabledSwitch, isSdkDisabled } from './switches';

type Warn = (problem: string) => void;

/** Values of the conventions' variable that leave content to log events, of which our instrumentation makes none. */
const eventsOnly = ['event', 'event_only'];

/**
 * Whether the environment allows content on the spans of our instrumentation: yes, unless `HH_CAPTURE_CONTENT` or, where that is
 * not set, the conventions' variable forbids it or has an invalid value.
 * @param warn receives a sentence about each bad variable
 */
export function contentCapture(env: Environment, warn: Warn): boolean {
  const [ours = '', conventions = ''] = contentSwitch.env.map((name) => unquoted(env[name] ?? '').toLowerCase());
  const isAllowed = environmentReader([contentSwitch], env, warn)(contentSwitch);
  return isAllowed && !(ours === '' && eventsOnly.includes(conventions));
}

/** Whether the environment lets anything be observed. */
export const isEnabled = (env: Environment, warn: Warn): boolean =>
  !isSdkDisabled(env) && environmentReader([enabledSwitch], env, warn)(enabledSwitch);
