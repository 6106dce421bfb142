// Answers two requests at a time as a function on Vercel does, prints the answers, waits for what is to be waited for, and
// stays: what has not been sent by then would be frozen.
const { AsyncLocalStorage } = require('node:async_hooks');
const { setTimeout: delay } = require('node:timers/promises');
const { ask } = require('./ask.cjs');

const requests = new AsyncLocalStorage();
Object.defineProperty(globalThis, Symbol.for('@vercel/request-context'), { value: { get: () => requests.getStore() } });

async function answer() {
  const awaited = [];
  const text = await requests.run({ waitUntil: (promise) => awaited.push(promise) }, () => delay(1).then(ask));
  await Promise.all(awaited);
  return `${text} ${awaited.length}`;
}

setInterval(() => {}, 1000);
Promise.all([answer(), answer()]).then((answers) => {
  console.log(answers.join('\n'));
  console.log('called');
});
