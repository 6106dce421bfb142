import { diag } from '@opentelemetry/api';

/**
 * Reports an error of ours in the middle of the app's work to OpenTelemetry's log. Its message is left out, since it can quote what
 * the app sent. Never throws.
 */
export function logFailure(error: unknown): void {
  try {
    diag.error(
      `honeyhive: a part of a model call could not be recorded (${error instanceof Error ? error.name : typeof error})`,
    );
  } catch {
    // The app's own logger failed; there is no better place to report to.
  }
}
