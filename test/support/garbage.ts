import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');

/** Frees at once all that nothing holds any longer. */
export const collectGarbage = runInNewContext('gc') as () => void;
