import { writeSync } from 'node:fs';

/**
 * Says a sentence to whoever started the process. Written at once, also while the process ends, and without
 * `process.stderr`, whose error events would reach the app.
 */
export function say(sentence: string): void {
  try {
    writeSync(2, `honeyhive: ${sentence}\n`);
  } catch {
    // Nobody reads it: closed, or a full pipe.
  }
}
