// A stand-in of a provider that streams server-sent events, on this machine, without dependencies: no clock, no dice, and an
// answer only to what the request says. What else it shall do is asked for by markers like `[[refusal]]` in the last user
// message (or the input). Markers of each of these providers:
//
//   [[400]] [[401]] [[404]] [[429]] [[500]] …   that error, every time
//   [[429-once]] [[500-once]] …                 that error for the first request of this body, then the answer
//   [[drop]]        the connection is reset before any header
//   [[cut]]         the answer ends in its middle, streamed or not
//   [[sse-error]]   an error event in the middle of the stream
//   [[slow]]        50 ms before the answer and between its chunks
//   [[late]]        the answer comes after three seconds
//   [[endless]]     the stream goes on until the app closes it, or for ten seconds
//   [[split]]       seven bytes a write, through the middle of characters and lines
//   [[crlf]]        CRLF line ends, and comments between the events
//   [[gzip]] [[deflate]] [[br]]   so encoded, if the request accepts it
const { createServer } = require('node:http');
const zlib = require('node:zlib');
const { setTimeout: sleep } = require('node:timers/promises');
const { contentText } = require('./openai-text.cjs');

const encoders = {
  gzip: () => zlib.createGzip({ flush: zlib.constants.Z_SYNC_FLUSH }),
  deflate: () => zlib.createDeflate({ flush: zlib.constants.Z_SYNC_FLUSH }),
  br: () => zlib.createBrotliCompress({ flush: zlib.constants.BROTLI_OPERATION_FLUSH }),
};

/**
 * A provider on this machine. `api` has its routes (path → answer), its errors by marker, what breaks a stream in its middle,
 * the header of its request ids, and its services, which are no calls of a model and not remembered.
 */
async function startSseStandIn(api, { port = 0 } = {}) {
  const exchanges = [];
  const seen = new Set();

  async function serve(incoming, response) {
    const parts = [];
    for await (const part of incoming) parts.push(part);
    const { pathname } = new URL(incoming.url, 'http://localhost');
    if (incoming.method === 'GET' && pathname === '/exchanges') return response.end(JSON.stringify(exchanges));

    const text = Buffer.concat(parts).toString();
    const service = api.services?.find(([method, path]) => method === incoming.method && path.test(pathname))?.[2];
    if (service !== undefined) {
      response.setHeader('content-type', 'application/json');
      return response.end(service(text, new URL(incoming.url, `http://${incoming.headers.host}`)));
    }
    const request = parse(text);
    const route = api.routes.find(([path]) => path.test(pathname))?.[1];
    const exchange = {
      method: incoming.method,
      path: incoming.url,
      headers: subset(incoming.headers),
      request,
      status: 0,
    };
    exchanges.push(exchange);
    const scenarios = markersOf(request);
    if (scenarios.has('slow')) await sleep(50);
    if (scenarios.has('late')) await sleep(3000);
    if (scenarios.has('drop')) return incoming.socket.resetAndDestroy();

    const failure =
      request === undefined
        ? api.errors[400]
        : route === undefined
          ? api.errors[404]
          : failureFor(api, request, scenarios, seen, text);
    const answer = failure ?? { status: 200, ...route(request, scenarios, exchanges.length) };
    exchange.status = answer.status;
    response.once('close', () => {
      exchange.isLeft = !response.writableFinished;
    });
    const id = { [api.idHeader]: `req_${String(exchanges.length).padStart(8, '0')}` };
    const writer = writerFor(incoming, response, { ...answer, headers: { ...id, ...answer.headers } }, scenarios);
    if (answer.chunks !== undefined)
      await stream(writer, answer, scenarios, exchange, answer.streamError ?? api.streamError);
    else await whole(writer, answer, scenarios, exchange);
  }

  const server = createServer((incoming, response) => {
    serve(incoming, response).catch(() => response.destroy());
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  const origin = `http://127.0.0.1:${server.address().port}`;
  const close = () =>
    new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  return { origin, exchanges, close };
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const subset = (headers) =>
  Object.fromEntries(
    ['accept', 'accept-encoding', 'content-type', 'traceparent', 'user-agent', 'x-stainless-retry-count']
      .filter((name) => headers[name] !== undefined)
      .map((name) => [name, headers[name]]),
  );

function markersOf(request) {
  const turns = request?.messages ?? request?.input ?? request?.prompt;
  const asked = Array.isArray(turns) ? turns.findLast((turn) => turn?.role === 'user')?.content : turns;
  const text = typeof asked === 'string' ? asked : Array.isArray(asked) ? contentText(asked) : '';
  return new Set([...text.matchAll(/\[\[([a-z0-9-]+)\]\]/g)].map((match) => match[1]));
}

function failureFor({ errors, unknownModel }, request, scenarios, seen, text) {
  if (request.model === unknownModel) return errors[404];
  for (const status of Object.keys(errors)) {
    if (scenarios.has(status)) return errors[status];
    if (scenarios.has(`${status}-once`) && !seen.has(text)) {
      seen.add(text);
      return errors[status];
    }
  }
  return undefined;
}

/** Writes text to the response in the encoding and the portions that were asked for. */
function writerFor(incoming, response, answer, scenarios) {
  const accepted = incoming.headers['accept-encoding'] ?? '';
  const encoding = Object.keys(encoders).find((name) => scenarios.has(name) && accepted.includes(name));
  const type =
    answer.chunks !== undefined
      ? 'text/event-stream; charset=utf-8'
      : answer.html !== undefined
        ? 'text/html'
        : 'application/json';
  response.writeHead(answer.status, {
    'content-type': type,
    ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
    ...answer.headers,
  });
  const sink = encoding === undefined ? response : encoders[encoding]();
  if (sink !== response) sink.pipe(response);
  return {
    write: async (text) => {
      const bytes = Buffer.from(text);
      const step = scenarios.has('split') ? 7 : Math.max(1, bytes.length);
      for (let at = 0; at < bytes.length; at += step) {
        await new Promise((resolve) => sink.write(bytes.subarray(at, at + step), resolve));
        if (step === 7) await new Promise(setImmediate);
      }
    },
    end: () => sink.end(),
    isOpen: () => !response.destroyed,
    // So late that the app has read what was written before, on a busy machine, too.
    cut: () => setTimeout(() => response.destroy(), 250),
  };
}

async function whole(writer, answer, scenarios, exchange) {
  const text = answer.html ?? JSON.stringify(answer.body);
  exchange.response = answer.html ?? answer.body;
  if (!scenarios.has('cut')) {
    await writer.write(text);
    return writer.end();
  }
  await writer.write(text.slice(0, text.length / 2));
  return writer.cut();
}

async function stream(writer, answer, scenarios, exchange, streamError) {
  const end = scenarios.has('crlf') ? '\r\n' : '\n';
  const event = (data, name) => `${name === undefined ? '' : `event: ${name}${end}`}data: ${data}${end}${end}`;
  const half = Math.ceil(answer.chunks.length / 2);
  exchange.chunks = [];
  exchange.whole = answer.whole;
  for (const [at, chunk] of answer.chunks.entries()) {
    if (at === half && scenarios.has('endless')) {
      const again = answer.chunks[half - 1];
      for (let times = 0; times < 500 && writer.isOpen(); times++) {
        await writer.write(event(JSON.stringify(again), answer.named ? again.type : undefined));
        await sleep(20);
      }
    }
    if (at === half && scenarios.has('cut')) return writer.cut();
    if (at === half && scenarios.has('sse-error')) {
      exchange.chunks.push(streamError);
      await writer.write(event(JSON.stringify(streamError), 'error'));
      return writer.end();
    }
    if (scenarios.has('slow')) await sleep(50);
    if (scenarios.has('crlf')) await writer.write(`: still there${end}${end}`);
    exchange.chunks.push(chunk);
    await writer.write(event(JSON.stringify(chunk), answer.named ? chunk.type : undefined));
  }
  if (answer.done) await writer.write(event('[DONE]'));
  return writer.end();
}

module.exports = { startSseStandIn };
