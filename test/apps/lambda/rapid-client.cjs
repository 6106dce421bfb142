// Stands in for the native module of Lambda's runtime client, which talks to the Runtime API beside Node's event loop: an
// invocation is waited for without holding anything up, an answer is posted before the call returns.
const Module = require('node:module');
const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads');

if (isMainThread) {
  const state = new Int32Array(new SharedArrayBuffer(4));
  const client = new Worker(__filename, { workerData: state, execArgv: [], env: {}, stdout: false });
  client.unref();
  const ask = (message) => client.postMessage({ api: process.env.AWS_LAMBDA_RUNTIME_API, ...message });
  const post = (path, body) => {
    Atomics.store(state, 0, 0);
    ask({ path, body });
    Atomics.wait(state, 0, 0);
  };
  const native = {
    initializeClient: () => {},
    next: () =>
      new Promise((resolve) => {
        client.ref();
        client.once('message', (invocation) => {
          client.unref();
          resolve(invocation);
        });
        ask({ path: 'next' });
      }),
    done: (id, body) => post(`${id}/response`, body),
    error: (id, body) => post(`${id}/error`, body),
  };
  const { _resolveFilename: resolveFilename } = Module;
  Module._resolveFilename = (request, ...rest) =>
    request.endsWith('rapid-client.node')
      ? require.resolve('./rapid-client-module.cjs')
      : resolveFilename(request, ...rest);
  globalThis[Symbol.for('rapid-client')] = native;
} else {
  // `fetch` takes each process a tenth of a second of CPU to load.
  const { once } = require('node:events');
  const { request } = require('node:http');
  const { text } = require('node:stream/consumers');
  const exchange = async ({ api, path, body }) => {
    const method = body === undefined ? 'GET' : 'POST';
    const asked = request(`http://${api}/2018-06-01/runtime/invocation/${path}`, { method });
    asked.end(body);
    const [response] = await once(asked, 'response');
    const bodyJson = await text(response);
    if (body === undefined) parentPort.postMessage({ bodyJson, headers: response.headers });
    Atomics.store(workerData, 0, 1);
    Atomics.notify(workerData, 0);
  };
  // Where the test was killed, this would stay, and ask for ever.
  parentPort.on('message', (message) => exchange(message).catch(() => process.kill(process.pid, 'SIGKILL')));
}
