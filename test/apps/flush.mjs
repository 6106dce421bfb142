// Calls a model, sends the record, and then waits to be killed.
import { flush } from '../../dist/register.js';
import { ask } from './ask.cjs';

setInterval(() => {}, 1000);
await ask();
await flush();
console.log('called');
