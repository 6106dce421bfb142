// Calls a model once and then ends in the way that its argument names. Prints "called", and what it does about its end.
const { fork } = require('node:child_process');
const cluster = require('node:cluster');
const { once } = require('node:events');
const { createServer } = require('node:http');
const { Worker, isMainThread, workerData } = require('node:worker_threads');
const { ask: call, post } = require('./http-ask.cjs');

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
  'process.exitCode of an exit listener': async () => {
    process.on('exit', (code) => {
      console.log('exit', code);
      process.exitCode = 9;
    });
    await call();
  },
  'nothing left to do, seen by beforeExit listeners': async () => {
    process.on('beforeExit', (code) => console.log('beforeExit', code));
    process.once('beforeExit', () => console.log('beforeExit, once'));
    process.on('exit', (code) => console.log('exit', code));
    await call();
  },
  'a beforeExit listener that calls a model': async () => {
    process.once('beforeExit', () => call().then(() => console.log('called at last')));
  },
  'a beforeExit listener that calls process.exit(4)': async () => {
    process.on('beforeExit', () => process.exit(4));
    await call();
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
  'an uncaught exception, handled by process.exit(6)': async () => {
    process.on('uncaughtException', ({ message }, origin) => {
      console.log(origin, message);
      process.exit(6);
    });
    await call();
    setImmediate(() => {
      throw new Error('uncaught');
    });
  },
  'an uncaught exception, survived': async () => {
    process.on('uncaughtException', ({ message }) => console.log('survived', message));
    await call();
    setImmediate(() => {
      throw new Error('uncaught');
    });
  },
  'an unhandled rejection, handled by an exit code': async () => {
    process.on('unhandledRejection', () => {
      process.exitCode = 8;
    });
    await call();
    setImmediate(() => Promise.reject(new Error('unhandled')));
  },
  'a stream that is still open at process.exit(0)': async () => {
    const response = await post({ stream: true, messages: [{ role: 'user', content: 'How are you? [[slow]]' }] });
    await once(response, 'data');
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
  'a signal, handled by closing the server and process.exit(0)': async () => {
    const server = await serve();
    const close = () => server.close(() => process.exit(0));
    process.on('SIGTERM', close).on('SIGINT', close).on('SIGHUP', close);
    await call();
  },
  'a signal, handled by a last call and process.exit(0)': async () => {
    await serve();
    const last = () => call().then(() => process.exit(0));
    process.on('SIGTERM', last).on('SIGINT', last);
  },
  'a signal, ignored once': async () => {
    const server = await serve();
    let asked = 0;
    process.on('SIGINT', () => {
      asked += 1;
      console.log('asked', asked);
      if (asked === 2) server.close();
    });
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
  'a worker thread that has nothing left to do': () => inThread('nothing left to do'),
  'a worker thread that calls process.exit(3)': () => inThread('process.exit(3)'),
  'a worker thread that throws': () => inThread('an uncaught exception'),
  'process.exit(3) right after the call of a worker thread': () => afterCallInThread(() => process.exit(3)),
  'an uncaught exception right after the call of a worker thread': () =>
    afterCallInThread(() => {
      throw new Error('uncaught');
    }),
  'a signal, right after the call of a worker thread': () => afterCallInThread(() => console.log('called')),
  'process.exit(3) with the termination of a worker thread': () =>
    afterCallInThread((thread) => {
      thread.terminate();
      process.exit(3);
    }),
  'a worker thread that is terminated 3 s after its call': async () => {
    const thread = new Worker(__filename, { workerData: 'a signal', stdout: true });
    const exited = new Promise((resolve) => thread.on('exit', resolve));
    await new Promise((resolve) => thread.stdout.on('data', resolve));
    await new Promise((resolve) => setTimeout(resolve, 3000));
    await thread.terminate();
    await exited;
  },
  'a child process by fork': () => inChild('nothing left to do'),
  'a child process that calls process.exit(3)': () => inChild('process.exit(3)'),
  'a child process that throws': () => inChild('an uncaught exception'),
  'a child process that is disconnected': () => inChild('a child of its parent', (child) => child.disconnect()),
  'a child process that is killed': () => inChild('a child of its parent', (child) => child.kill()),
  'a cluster whose worker is disconnected': () => inCluster((worker) => worker.disconnect()),
  'a cluster whose worker is killed': () => inCluster((worker) => worker.kill()),
  'a cluster that ends before its worker': () => inCluster(() => process.exit(0)),
  'a child of its parent': async () => {
    process.once('disconnect', () => process.exit(2));
    await call();
    process.send('called');
  },
  'a worker of its cluster': async () => {
    await serve();
    await call();
    process.send('called');
  },
};

/** Prints how the thread ends. */
const inThread = (how) =>
  new Promise((resolve) => {
    new Worker(__filename, { workerData: how })
      .on('error', ({ message }) => console.log('error', message))
      .on('exit', (code) => resolve(console.log('exit', code)));
  });

/** Keeps the thread, and the process with it. */
const afterCallInThread = (then) => {
  const thread = new Worker(__filename, { workerData: 'a signal', stdout: true });
  thread.stdout.once('data', () => then(thread));
  return new Promise(() => {});
};

/** Prints how the child ends. */
const inChild = (how, onceCalled = () => {}) =>
  new Promise((resolve) => {
    const child = fork(__filename, [how], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    child
      .on('message', () => onceCalled(child))
      .on('exit', (code, signal) => resolve(console.log('exit', code, signal)));
  });

/** Whoever waits for our stderr waits for the worker's end, too. */
const inCluster = (onceCalled) =>
  new Promise((resolve) => {
    const stdio = ['ignore', 'ignore', 'inherit', 'ipc'];
    cluster.setupPrimary({ exec: __filename, args: ['a worker of its cluster'], stdio });
    const worker = cluster.fork();
    worker
      .on('message', () => onceCalled(worker))
      .on('exit', (code, signal) => resolve(console.log('exit', code, signal)));
  });

endings[isMainThread ? process.argv[2] : workerData]().then(() => console.log('called'));
