// What Lambda's runtime loads in place of the app's handler: `lambda.ts` tells it to.
import { loadHandler } from './lambda.js';

export const handler = await loadHandler();
