import { logToApp } from '../runtime/log';

/**
 * Reports an error of ours in the middle of the app's work. Its message is left out, since it can quote what the app sent. Never
 * throws.
 */
export function logFailure(error: unknown): void {
  const name = error instanceof Error ? error.name : typeof error;
  logToApp('error', `a part of a model call could not be recorded (${name}).`);
}
