import { diag } from '@opentelemetry/api';

/**
 * Does what is ours in the middle of the app's work. A mistake in it is told to OpenTelemetry's log, never to the app, and
 * costs what it would have given: `undefined`. The error's message is left out, since it can quote what the app sent.
 */
export function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    try {
      diag.error(
        `honeyhive: a part of a model call could not be recorded (${error instanceof Error ? error.name : typeof error})`,
      );
    } catch {
      // The app's own logger failed; there is no better place to say so.
    }
    return undefined;
  }
}
