import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves when the condition holds, which is checked every few milliseconds; a test that waits in vain fails by its timeout. */
export async function eventually(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(5);
}
