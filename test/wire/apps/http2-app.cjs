// What an app can see of `node:http2`. Prints one observation a line; knows nothing of any instrumentation.
const http2 = require('node:http2');
const zlib = require('node:zlib');
const { described, observe } = require('./observe.cjs');
const { soon, untilRead, wait } = require('./scripted-server.cjs');

const bodyFor = (name, more) =>
  JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'Grüß dich' }], user: name, ...more });

// Made here, so that its stack is the same in every run.
const myTimeout = new Error('my timeout');

const answer = JSON.stringify({
  id: 'chatcmpl-1',
  model: 'm-1',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Grüße 👩‍👩‍👧' }, finish_reason: 'stop' }],
});
const event = (delta, finish_reason = null) =>
  `data: ${JSON.stringify({ id: 'chatcmpl-1', model: 'm-1', choices: [{ index: 0, delta, finish_reason }] })}\n\n`;
const opening = event({ role: 'assistant', content: 'Grü' });
const sent = [opening, event({ content: 'ße 👩‍👩‍👧' }), event({}, 'stop'), 'data: [DONE]\n\n'];

const json = { ':status': 200, 'content-type': 'application/json', 'x-request-id': 'req_1' };
const events = { ':status': 200, 'content-type': 'text/event-stream' };

const scripts = {
  whole: (stream) => {
    stream.respond(json);
    stream.end(answer);
  },
  gzip: (stream) => {
    stream.respond({ ...json, 'content-encoding': 'gzip' });
    stream.end(zlib.gzipSync(answer));
  },
  429: (stream) => {
    stream.respond({ ...json, ':status': 429 });
    stream.end('{"error":{"message":"Slow down","code":"rate_limit"}}');
  },
  // Seven bytes a write: through the middle of lines and characters.
  crumbs: async (stream) => {
    stream.respond(events);
    const bytes = Buffer.from(sent.join(''));
    for (let at = 0; at < bytes.length; at += 7) {
      stream.write(bytes.subarray(at, at + 7));
      await wait(1);
    }
    stream.end();
  },
  endless: async (stream) => {
    stream.respond(events);
    stream.write(opening);
    while (!stream.destroyed) {
      stream.write(event({ content: '.' }));
      await wait(5);
    }
  },
  // As much as is taken, as fast as it is taken.
  flood: (stream, seen) => {
    stream.respond(events);
    const piece = event({ content: 'x'.repeat(64 * 1024) });
    const more = () => {
      while (!stream.destroyed && seen.pieces < 1000) {
        seen.pieces++;
        if (!stream.write(piece)) return stream.once('drain', more);
      }
      return stream.end();
    };
    more();
  },
  reset: (stream) => stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR),
  'reset-later': async (stream) => {
    stream.respond(events);
    stream.write(opening);
    await untilRead();
    stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR);
  },
  cut: async (stream, { sockets }) => {
    stream.respond(events);
    stream.write(opening);
    await untilRead();
    for (const socket of sockets) socket.destroy();
  },
  silent: () => {},
};

/** Listens, and answers `POST /{script}/…`. `seen` has what was observed of the last request. */
async function startServer() {
  const seen = { sockets: [] };
  const server = http2.createServer().on('connection', (socket) => seen.sockets.push(socket));
  server.on('stream', (stream, headers) => {
    const parts = [];
    Object.assign(seen, { pieces: 0, closed: false, headers: Object.keys(headers).sort() });
    stream
      .on('error', () => {})
      .on('close', () => {
        seen.closed = true;
      });
    stream.on('data', (part) => parts.push(part));
    stream.on('end', () => {
      seen.body = Buffer.concat(parts).toString('utf8');
      scripts[headers[':path'].split('/')[1]](stream, seen);
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { origin: `http://127.0.0.1:${server.address().port}`, seen, server };
}

/** Everything that happens to a stream, in order. */
function watch(stream, read = () => stream.resume()) {
  const log = [];
  return new Promise((resolve) => {
    for (const name of ['ready', 'aborted', 'end']) stream.on(name, () => log.push(name));
    stream.on('error', (error) => log.push(['error', described(error)]));
    stream.on('response', (headers) => {
      log.push(['response', headers[':status'], Object.keys(stream).length]);
      read(log);
    });
    stream.on('close', () => {
      log.push(['close', stream.rstCode]);
      resolve(log);
    });
  });
}

async function textOf(stream) {
  stream.setEncoding('utf8');
  const [headers] = await new Promise((resolve, reject) =>
    stream.on('response', (...all) => resolve(all)).on('error', reject),
  );
  let text = '';
  for await (const part of stream) text += part;
  return [headers[':status'], text];
}

const observations = {
  'http2 itself': (open) => {
    const stream = open('whole');
    stream.end(bodyFor('http2 itself'));
    const { request } = stream.session;
    return [http2.connect.name, http2.connect.length, request.name, request.length, Object.keys(stream.session).length];
  },
  json: (open) => textOf(open('whole').end(bodyFor('json'))),
  gzip: async (open) => {
    const parts = [];
    const stream = open('gzip').end(bodyFor('gzip'));
    await watch(stream, () => stream.on('data', (part) => parts.push(part)));
    return Buffer.concat(parts).length > 20;
  },
  'written in pieces': async (open, server) => {
    const stream = open('whole');
    const bytes = Buffer.from(bodyFor('written in pieces'));
    const called = [];
    stream.write(bytes.subarray(0, 10), () => called.push('first'));
    stream.write(bytes.subarray(10, 20).toString('latin1'), 'latin1', () => called.push('second'));
    stream.end(bytes.subarray(20), () => called.push('end'));
    return [await textOf(stream), called, server.seen.body, server.seen.headers];
  },
  'several at once': (open) =>
    Promise.all(['one', 'two'].map((name) => textOf(open('crumbs').end(bodyFor(name, { stream: true }))))),
  stream: (open) => textOf(open('crumbs').end(bodyFor('stream', { stream: true }))),
  events: (open) => watch(open('crumbs').end(bodyFor('events', { stream: true }))),
  'late listener': async (open) => {
    const stream = open('crumbs').end(bodyFor('late listener', { stream: true }));
    let text = '';
    await watch(stream, async () => {
      await wait(60);
      stream.on('data', (part) => {
        text += part;
      });
    });
    return text;
  },
  'read by hand': async (open) => {
    let text = '';
    const stream = open('crumbs').end(bodyFor('read by hand', { stream: true }));
    await watch(stream, () =>
      stream.on('readable', () => {
        for (let part = stream.read(); part !== null; part = stream.read()) text += part;
      }),
    );
    return text;
  },
  'slow reader': async (open, server) => {
    const stream = open('flood').end(bodyFor('slow reader', { stream: true }));
    let paused;
    await watch(stream, async () => {
      stream.once('data', () => stream.pause());
      await wait(200);
      paused = server.seen.pieces < 300;
      stream.close(http2.constants.NGHTTP2_CANCEL);
    });
    return [paused, await soon(() => server.seen.closed)];
  },
  'cancelled stream': async (open, server) => {
    const stream = open('endless').end(bodyFor('cancelled stream', { stream: true }));
    const log = await watch(stream, () => stream.once('data', () => stream.close(http2.constants.NGHTTP2_CANCEL)));
    return [log, await soon(() => server.seen.closed)];
  },
  'destroyed stream': async (open, server) => {
    const stream = open('endless').end(bodyFor('destroyed stream', { stream: true }));
    const log = await watch(stream, () => stream.once('data', () => stream.destroy()));
    return [log, await soon(() => server.seen.closed)];
  },
  'aborted by a signal': async (open, server) => {
    const controller = new AbortController();
    const stream = open('endless', { signal: controller.signal }).end(bodyFor('aborted by a signal', { stream: true }));
    const log = await watch(stream, () => stream.once('data', () => controller.abort()));
    return [log, await soon(() => server.seen.closed)];
  },
  'timed out': (open) => {
    const stream = open('silent').end(bodyFor('timed out'));
    // Time enough for the request to leave on a busy machine.
    stream.setTimeout(3000, () => stream.destroy(myTimeout));
    return watch(stream);
  },
  'too many requests': (open) => textOf(open('429').end(bodyFor('too many requests'))),
  reset: (open) => watch(open('reset').end(bodyFor('reset'))),
  'reset later': (open) => watch(open('reset-later').end(bodyFor('reset later', { stream: true }))),
  'write after the end': async (open) => {
    const stream = open('whole').end(bodyFor('write after the end'));
    const error = await new Promise((resolve) => {
      stream.on('error', resolve);
      stream.write('more');
    });
    return [error.name, error.code, error.message];
  },
  'a chunk of a bad type': (open) => {
    const stream = open('silent').on('error', () => {});
    try {
      stream.write(7);
      return 'written';
    } catch (error) {
      return [error.name, error.code, error.message];
    } finally {
      stream.destroy();
    }
  },
  'another endpoint': async (open) => {
    const stream = open('whole', {}, '/models');
    return textOf(stream.end('{}'));
  },
  'cut stream': (open) => watch(open('cut').end(bodyFor('cut stream', { stream: true }))),
};

async function main() {
  const server = await startServer();
  let session;
  const open = (script, options, path = '/chat/completions') => {
    if (session === undefined || session.destroyed) session = http2.connect(server.origin).on('error', () => {});
    const headers = { ':method': 'POST', ':path': `/${script}${path}`, authorization: 'Bearer sk-secret' };
    return session.request({ ...headers, 'content-type': 'application/json' }, options);
  };
  const only = process.argv.slice(2);
  for (const [name, run] of Object.entries(observations)) {
    if (only.length > 0 && !only.includes(name)) continue;
    const seen = await observe(() => run(open, server));
    console.log(JSON.stringify([name, seen]).replaceAll(server.origin, 'http://server'));
  }
  session.destroy();
  server.server.close();
}
main();
