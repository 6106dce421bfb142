// A server that answers as its path asks it to, and remembers when each connection was closed under it.
const http = require('node:http');
const zlib = require('node:zlib');

const answer = {
  id: 'chatcmpl-1',
  object: 'chat.completion',
  model: 'm-1',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Grüße 👩‍👩‍👧' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 },
};
const event = (delta, finish_reason = null) =>
  `data: ${JSON.stringify({ id: 'chatcmpl-1', model: 'm-1', choices: [{ index: 0, delta, finish_reason }] })}\n\n`;
const opening = event({ role: 'assistant', content: 'Grü' });
const stream = [opening, event({ content: 'ße 👩‍👩‍👧' }), event({}, 'stop'), 'data: [DONE]\n\n'];

const json = (response, status, body, headers = {}) => {
  response.writeHead(status, { 'content-type': 'application/json', 'x-request-id': 'req_1', ...headers });
  response.end(body);
};
const events = (response) => response.writeHead(200, { 'content-type': 'text/event-stream' });
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Whether something comes true, within a time that a busy machine does not use up. */
async function soon(condition) {
  const start = Date.now();
  while (!condition() && Date.now() - start < 60_000) await wait(5);
  return condition();
}

/** Long enough that the client has read what was written: after several timers, however late they are, it has been its turn. */
const untilRead = async () => {
  for (let times = 0; times < 5; times += 1) await wait(4);
};

const scripts = {
  whole: (response) => json(response, 200, JSON.stringify(answer)),
  gzip: (response) => json(response, 200, zlib.gzipSync(JSON.stringify(answer)), { 'content-encoding': 'gzip' }),
  br: (response) => json(response, 200, zlib.brotliCompressSync(JSON.stringify(answer)), { 'content-encoding': 'br' }),
  deflate: (response) =>
    json(response, 200, zlib.deflateSync(JSON.stringify(answer)), { 'content-encoding': 'deflate' }),
  429: (response) =>
    json(response, 429, JSON.stringify({ error: { message: 'Slow down', type: 'requests', code: 'rate_limit' } })),
  502: (response) => json(response, 502, '<html>Bad Gateway</html>', { 'content-type': 'text/html' }),
  stream: async (response) => {
    events(response);
    for (const each of stream) {
      response.write(each);
      await wait(2);
    }
    response.end();
  },
  // Seven bytes a write: through the middle of lines and characters.
  crumbs: async (response) => {
    events(response);
    const bytes = Buffer.from(stream.join(''));
    for (let at = 0; at < bytes.length; at += 7) {
      response.write(bytes.subarray(at, at + 7));
      await wait(1);
    }
    response.end();
  },
  // Goes on for longer than any test waits.
  endless: async (response, seen) => {
    events(response).write(opening);
    while (!response.destroyed) {
      response.write(event({ content: '.' }));
      await wait(5);
    }
    seen.left = true;
  },
  // As much as is taken, as fast as it is taken.
  flood: (response, seen) => {
    events(response);
    const piece = event({ content: 'x'.repeat(64 * 1024) });
    seen.pieces = 0;
    const more = () => {
      while (!response.destroyed && seen.pieces < 1000) {
        seen.pieces++;
        if (!response.write(piece)) return response.once('drain', more);
      }
      return response.end();
    };
    more();
  },
  cut: async (response) => {
    events(response).write(opening);
    await untilRead();
    response.socket.destroy();
  },
  drop: (response) => response.socket.resetAndDestroy(),
  silent: () => {},
  headless: async (response, seen) => {
    events(response).flushHeaders();
    await wait(20_000);
    seen.waited = true;
  },
  moved: (response) => response.writeHead(307, { location: '/whole/chat/completions' }).end(),
};

/** Listens, and answers `POST /{script}/…`. `seen` has what was observed of the last request. */
async function startServer() {
  const seen = {};
  const server = http.createServer((request, response) => {
    for (const key of Object.keys(seen)) delete seen[key];
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      seen.body = Buffer.concat(parts).toString('utf8').slice(0, 2000);
      seen.headers = request.rawHeaders.filter((each, i) => i % 2 === 0 && !/^(host|date)$/i.test(each));
      const name = request.url.replace(/^https?:\/\/[^/]*/, '').split('/')[1];
      const run = scripts[name] ?? scripts.whole;
      Promise.resolve(run(response, seen)).catch(() => response.destroy());
    });
    response.on('close', () => {
      seen.closed = true;
    });
  });
  server.on('clientError', (_error, socket) => socket.destroy());
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const closed = http.createServer();
  await new Promise((resolve) => closed.listen(0, '127.0.0.1', resolve));
  const refusing = `http://127.0.0.1:${closed.address().port}`;
  await new Promise((resolve) => closed.close(resolve));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    /** Where no server listens. */
    refusing,
    seen,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

module.exports = { soon, startServer, untilRead, wait };
