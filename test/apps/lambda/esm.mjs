// The same in an ES module, which takes its time to load.
import { setTimeout as delay } from 'node:timers/promises';
import { ask } from '../ask.cjs';

await delay(10);

export const inModule = async () => ask();
