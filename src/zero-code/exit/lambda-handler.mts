// What Lambda's runtime loads in place of the app's handler, since `lambda.ts` has changed its name in the environment.
import { loadHandler } from './lambda.js';

export const handler = await loadHandler();
