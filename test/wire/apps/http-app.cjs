// What an app can see of `node:http`. Prints one observation a line; knows nothing of any instrumentation.
const http = require('node:http');
const { request: destructured } = require('node:http');
const { soon, startServer, wait } = require('./scripted-server.cjs');
const { described, observe } = require('./observe.cjs');

const bodyFor = (name, more) =>
  JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'Grüß dich' }], user: name, ...more });

/** Everything that happens to a request and its response, in order. */
function watch(request, { log = [], read = (response) => response.resume() } = {}) {
  return new Promise((resolve) => {
    for (const name of ['socket', 'finish', 'abort', 'timeout']) request.on(name, () => log.push(name));
    request.on('error', (error) => log.push(['error', described(error)]));
    request.on('close', () => {
      log.push('close');
      resolve(log);
    });
    request.on('response', (response) => {
      log.push(['response', response.statusCode, Object.keys(request).length, Object.keys(response).length]);
      for (const name of ['end', 'close', 'aborted']) response.on(name, () => log.push(`response ${name}`));
      response.on('error', (error) => log.push(['response error', described(error)]));
      read(response, log);
    });
  });
}

async function textOf(request) {
  const response = await new Promise((resolve, reject) => request.on('response', resolve).on('error', reject));
  response.setEncoding('utf8');
  let text = '';
  for await (const part of response) text += part;
  return [response.statusCode, text, response.complete];
}

const observations = {
  'http itself': () => [
    http.request.name,
    http.request.length,
    String(http.request),
    http.ClientRequest.prototype.write.length,
    http.ClientRequest.prototype.end.length,
  ],
  json: async (open) => textOf(open('whole').end(bodyFor('json'))),
  'destructured import': async (open) => textOf(open('whole', {}, destructured).end(bodyFor('destructured import'))),
  'written in pieces': async (open, server) => {
    const request = open('whole');
    const bytes = Buffer.from(bodyFor('written in pieces'));
    const called = [];
    request.write(bytes.subarray(0, 10), () => called.push('first'));
    request.write(bytes.subarray(10, 20).toString('latin1'), 'latin1', () => called.push('second'));
    request.end(bytes.subarray(20), () => called.push('end'));
    bytes.fill(0);
    return [await textOf(request), called, server.seen.body];
  },
  'end with a callback only': async (open) => {
    const request = open('whole');
    request.write(bodyFor('end with a callback only'));
    const ended = new Promise((resolve) => request.end(resolve));
    return [await textOf(request), await ended];
  },
  'headers flushed first': async (open) => {
    const request = open('whole');
    request.flushHeaders();
    await wait(10);
    request.end(bodyFor('headers flushed first'));
    return textOf(request);
  },
  gzip: async (open) => {
    const parts = [];
    await watch(open('gzip').end(bodyFor('gzip')), {
      read: (response) => response.on('data', (part) => parts.push(part)),
    });
    return Buffer.concat(parts).length > 20;
  },
  stream: async (open) => textOf(open('crumbs').end(bodyFor('stream', { stream: true }))),
  events: async (open) => watch(open('stream').end(bodyFor('events', { stream: true }))),
  'late listener': async (open) => {
    const request = open('stream').end(bodyFor('late listener', { stream: true }));
    let text = '';
    await watch(request, {
      read: async (response) => {
        await wait(60);
        response.on('data', (part) => {
          text += part;
        });
      },
    });
    return text;
  },
  'without a listener': async (open, server) => {
    const request = open('whole').end(bodyFor('without a listener'));
    await new Promise((resolve) => request.on('close', resolve));
    return server.seen.body;
  },
  'read by hand': async (open) => {
    let text = '';
    const log = await watch(open('stream').end(bodyFor('read by hand', { stream: true })), {
      read: (response) =>
        response.on('readable', () => {
          for (let part = response.read(); part !== null; part = response.read()) text += part;
        }),
    });
    return [log, text];
  },
  'slow reader': async (open, server) => {
    let paused;
    const log = await watch(open('flood').end(bodyFor('slow reader', { stream: true })), {
      read: async (response) => {
        response.once('data', () => response.pause());
        await wait(200);
        paused = server.seen.pieces < 300;
        response.destroy();
      },
    });
    return [log, paused, await soon(() => server.seen.closed)];
  },
  'destroyed response': async (open, server) => {
    const log = await watch(open('endless').end(bodyFor('destroyed response', { stream: true })), {
      read: (response) => response.once('data', () => response.destroy()),
    });
    return [log, await soon(() => server.seen.closed)];
  },
  'aborted request': async (open, server) => {
    const request = open('endless');
    const log = await watch(request.end(bodyFor('aborted request', { stream: true })), {
      read: (response) => response.once('data', () => request.abort()),
    });
    return [log, await soon(() => server.seen.closed)];
  },
  'aborted by a signal': async (open, server) => {
    const controller = new AbortController();
    const request = open('endless', { signal: controller.signal });
    const log = await watch(request.end(bodyFor('aborted by a signal', { stream: true })), {
      read: (response) => response.once('data', () => controller.abort()),
    });
    return [log, await soon(() => server.seen.closed)];
  },
  'destroyed while waiting': async (open, server) => {
    const request = open('silent');
    soon(() => server.seen.body?.includes('"destroyed while waiting"')).then(() => request.destroy());
    return watch(request.end(bodyFor('destroyed while waiting')));
  },
  'timed out': async (open) => {
    const request = open('silent', { timeout: 3000 }); // time enough for the request to leave on a busy machine
    request.on('timeout', () => request.destroy(new Error('my timeout')));
    return watch(request.end(bodyFor('timed out')));
  },
  refused: async (_call, server) =>
    watch(http.request(`${server.refusing}/whole/chat/completions`, { method: 'POST' }).end(bodyFor('refused'))),
  dropped: async (open) => watch(open('drop').end(bodyFor('dropped'))),
  'cut stream': async (open) => watch(open('cut').end(bodyFor('cut stream', { stream: true }))),
  'too many requests': async (open) => textOf(open('429').end(bodyFor('too many requests'))),
  'write after the end': async (open) => {
    const request = open('whole');
    request.end(bodyFor('write after the end'));
    const error = await new Promise((resolve) => {
      request.on('error', resolve);
      request.write('more');
    });
    return [error.name, error.code, error.message];
  },
  'a chunk of a bad type': (open) => {
    const request = open('whole').on('error', () => {});
    try {
      request.write(7);
      return 'written';
    } catch (error) {
      return [error.name, error.code, error.message];
    } finally {
      request.destroy();
    }
  },
  'through a proxy': async (_open, server) => {
    const { hostname, port } = new URL(server.origin);
    const path = 'http://api.groq.com/whole/chat/completions';
    return textOf(http.request({ hostname, port, path, method: 'POST' }).end(bodyFor('through a proxy')));
  },
};

async function main() {
  const server = await startServer();
  const agent = new http.Agent({ keepAlive: true });
  const only = process.argv.slice(2);
  for (const [name, run] of Object.entries(observations)) {
    if (only.length > 0 && !only.includes(name)) continue;
    const open = (script, options, request = http.request) =>
      request(`${server.origin}/${script}/chat/completions`, {
        method: 'POST',
        agent,
        headers: { 'content-type': 'application/json', authorization: 'Bearer sk-secret' },
        ...options,
      });
    console.log(
      JSON.stringify([name, await observe(() => run(open, server))]).replaceAll(server.origin, 'http://server'),
    );
  }
  agent.destroy();
  server.close();
}
main();
