// Invokes the handler once, without Lambda.
import { handler } from './handler.mjs';

console.log(await handler({ question: 'What is the capital of France?' }));
