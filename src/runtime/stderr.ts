import { writeSync } from 'node:fs';

/**
 * Writes a sentence to the standard error output. Synchronously, also while the process ends, and without `process.stderr`, whose
 * error events would reach the app.
 */
export function logToStderr(sentence: string): void {
  try {
    writeSync(2, `honeyhive: ${sentence}\n`);
  } catch {
    // It is closed, or a full pipe.
  }
}
