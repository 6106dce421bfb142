import { randomFillSync } from 'node:crypto';
import { uuidOf } from '../mapping/record/ids';

export const randomWords = (count: number): Int32Array => randomFillSync(new Int32Array(count));

/** Of a session of a process: the same in all of its threads. */
export const idOfProcessSession = (seed: string, number: number): string => uuidOf(`${seed}/${number}`);
