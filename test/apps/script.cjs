// A script that calls a model, in a thread of its own, too, and once in a session that it names. Prints the sessions of its calls.
const { once } = require('node:events');
const { isMainThread, parentPort, Worker } = require('node:worker_threads');
const { ask } = require('./ask.cjs');
const { currentSession, withHoneyHive } = require(process.env.PACKAGE);

async function call() {
  await ask();
  return currentSession() ?? null;
}

async function main() {
  const sessions = [await call()];
  const thread = new Worker(__filename);
  sessions.push(...(await once(thread, 'message')));
  await once(thread, 'exit');
  sessions.push(await withHoneyHive({ sessionId: 'chat 7', sessionName: 'Chat' }, call));
  console.log(JSON.stringify(sessions));
}

if (isMainThread) main();
else call().then((session) => parentPort.postMessage(session));
