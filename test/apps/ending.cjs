// Calls a model once and then ends in the way that its argument names. Prints "called", and what it does about its end.
const { createServer } = require('node:http');
const { Worker, isMainThread, workerData } = require('node:worker_threads');
const { MODEL_URL = '' } = process.env;

const post = (body) =>
  fetch(`${MODEL_URL}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: 'How are you?' }], ...body }),
  });

const call = async () => (await post({})).json();

/** Something that keeps the process alive until it is closed. */
const serve = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => resolve(server));
  });

const endings = {
  'nothing left to do': call,
  'nothing left to do, exit code 7': async () => {
    await call();
    process.exitCode = 7;
  },
  'process.exit(0)': async () => {
    await call();
    process.exit(0);
  },
  'process.exit(3)': async () => {
    await call();
    process.exit(3);
  },
  'an uncaught exception': async () => {
    await call();
    setImmediate(() => {
      throw new Error('uncaught');
    });
  },
  'an unhandled rejection': async () => {
    await call();
    setImmediate(() => Promise.reject(new Error('unhandled')));
  },
  'a stream that is still open at process.exit(0)': async () => {
    const response = await post({ stream: true, messages: [{ role: 'user', content: 'How are you? [[slow]]' }] });
    await response.body.getReader().read();
    process.exit(0);
  },
  'a signal': async () => {
    await serve();
    await call();
  },
  'a signal, handled by process.exit(5)': async () => {
    await serve();
    process.on('SIGTERM', () => process.exit(5)).on('SIGINT', () => process.exit(5));
    await call();
  },
  'a signal, handled by closing the server': async () => {
    const server = await serve();
    const close = () => server.close(() => console.log('closed'));
    process.once('SIGTERM', close).once('SIGINT', close);
    await call();
  },
  'a signal, handled once and raised again': async () => {
    await serve();
    for (const signal of ['SIGTERM', 'SIGINT']) {
      process.once(signal, () => {
        console.log('cleaned up');
        process.kill(process.pid, signal);
      });
    }
    await call();
  },
  'a signal, seen by signal-exit': async () => {
    await serve();
    require('./signal-exit/node_modules/signal-exit').onExit((_code, signal) =>
      console.log(`signal-exit saw ${signal}`),
    );
    await call();
  },
  'a signal, seen by signal-exit 3': async () => {
    await serve();
    require('./signal-exit/node_modules/signal-exit-3')((_code, signal) => console.log(`signal-exit saw ${signal}`));
    await call();
  },
  'a worker thread that calls process.exit(0)': () =>
    new Promise((resolve) => {
      new Worker(__filename, { workerData: 'process.exit(0)' }).on('exit', resolve);
    }),
};

endings[isMainThread ? process.argv[2] : workerData]().then(() => console.log('called'));
