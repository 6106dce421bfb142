// What every stand-in of a provider is made of: a server on this machine that remembers each exchange. A provider is a function
// from a request to its answer, without clock and dice. What else it shall do is asked for by markers in the request's text:
//
//   [[404]] [[429]] …    that error, every time
//   [[429-once]] …       that error for the first request of this body, then the answer
//   [[cut]]              the answer ends in its middle
//   [[fail]]             a failure in the middle of a stream, where the provider has one
//   [[slow]]             50 ms between the pieces of a stream
const { createServer } = require('node:http');
const { setTimeout: sleep } = require('node:timers/promises');

/**
 * @param answer (request, {path, markers, serial}) => {status, headers, body} or {…, pieces, whole}: the bytes of a stream one
 * by one, and the answer that they are made of. Errors are asked of it by `status`.
 */
async function startStandIn(answer, servers = [createServer()]) {
  const exchanges = [];
  const seen = new Set();

  async function serve(incoming, response) {
    const parts = [];
    for await (const part of incoming) parts.push(part);
    const text = Buffer.concat(parts).toString();
    const request = parse(text);
    const markers = new Set([...text.matchAll(/\[\[([a-z0-9-]+)\]\]/g)].map((match) => match[1]));
    const exchange = { method: incoming.method, path: incoming.url, request, status: 0 };
    exchanges.push(exchange);
    const status = failureFor(markers, seen, text);
    const { headers, body, pieces, whole, ...rest } = answer(request, {
      path: incoming.url.split('?')[0],
      markers,
      serial: exchanges.length,
      status,
    });
    exchange.status = rest.status ?? status ?? 200;
    exchange.response = pieces === undefined ? body : whole;
    exchange.isStream = pieces !== undefined;
    response.sendDate = false; // SDKs hand the headers to the app
    response.writeHead(exchange.status, { 'content-type': 'application/json', ...headers });
    if (pieces === undefined) return response.end(markers.has('cut') ? '{"' : JSON.stringify(body));
    for (const [at, piece] of pieces.entries()) {
      if (markers.has('cut') && at === Math.ceil(pieces.length / 2)) {
        await sleep(250); // so that the app has read what was written before, on a busy machine, too
        return response.stream === undefined ? response.destroy() : response.stream.close(2);
      }
      if (markers.has('slow')) await sleep(50);
      await new Promise((resolve) => response.write(piece, resolve));
    }
    return response.end();
  }

  for (const server of servers) {
    server.on('request', (incoming, response) => {
      serve(incoming, response).catch(() => response.destroy?.());
    });
    await new Promise((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  }
  const sockets = new Set();
  for (const server of servers) server.on('connection', (socket) => sockets.add(socket));
  const close = async () => {
    const closed = servers.map((server) => new Promise((resolve) => server.close(resolve)));
    for (const socket of sockets) socket.destroy();
    await Promise.all(closed);
  };
  const [url, ...others] = servers.map((server) => `http://127.0.0.1:${server.address().port}`);
  return { url, others, exchanges, close };
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function failureFor(markers, seen, text) {
  for (const marker of markers) {
    const [status, once] = marker.split('-');
    if (!/^[45]\d\d$/.test(status)) continue;
    if (once === undefined || !seen.has(text)) {
      seen.add(text);
      return Number(status);
    }
  }
  return undefined;
}

/** A rough count, the same for the same text. */
const tokensOf = (value) => Math.ceil(JSON.stringify(value ?? '').length / 4);

/** A text in pieces that go through the middle of its words, but of no character. */
const inPieces = (text, size = 7) => {
  const characters = Array.from(text);
  return Array.from({ length: Math.ceil(characters.length / size) }, (_, at) =>
    characters.slice(at * size, (at + 1) * size).join(''),
  );
};

const texts = {
  answer: 'Paris, die Stadt an der Seine. 東京 is another capital. 👩‍👩‍👧',
  thought: 'The user asks for a capital. ✔',
  json: '{"name":"Ada Lovelace","born":1815}',
};

module.exports = { startStandIn, tokensOf, inPieces, texts };
