// The endpoint, in a process of its own: accepts every body, returns the event ids, and counts. Its parent sets how it behaves:
// `answer` (responds after `latencyMs`), `faulty` (random faults), `hang` (accepts connections and never responds) or `refuse`
// (connections are refused).
import { createServer } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { serve } from './child.mjs';
import { misbehave } from './faults.mjs';
import { marker } from './spans.mjs';

const markerBytes = Buffer.from(marker);
const idStart = Buffer.from('"event_id":"');
const uuidLength = 36;

let mode = { kind: 'answer', latencyMs: 0 };
let counts = fresh();
let port = 0;
const sockets = new Set();

function fresh() {
  return { requests: 0, modelCalls: 0, bytes: 0, largestBody: 0 };
}

const server = createServer({ keepAliveTimeout: 120_000, requestTimeout: 0 }, (request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('error', () => {});
  request.on('end', () => {
    const body = Buffer.concat(chunks);
    const { kind, latencyMs } = mode;
    if (kind === 'hang') return;
    counts.requests += 1;
    counts.bytes += body.length;
    counts.largestBody = Math.max(counts.largestBody, body.length);
    const plain = request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
    counts.modelCalls += occurrences(plain);
    const answer = answerTo(request, plain);
    if (kind === 'faulty' && misbehave(request, response, answer)) return;
    if (latencyMs > 0) setTimeout(() => response.end(answer), latencyMs);
    else response.end(answer);
  });
  response.setHeader('content-type', request.headers['content-type'] ?? 'application/json');
});
server.on('connection', (socket) => {
  sockets.add(socket);
  socket.on('error', () => {});
  socket.on('close', () => sockets.delete(socket));
});

function occurrences(body) {
  let count = 0;
  for (let at = body.indexOf(markerBytes); at >= 0; at = body.indexOf(markerBytes, at + 1)) count += 1;
  return count;
}

function answerTo(request, body) {
  if (!request.url.endsWith('/events/model/batch')) {
    return request.headers['content-type'] === 'application/x-protobuf' ? Buffer.alloc(0) : '{}';
  }
  const ids = [];
  for (let at = body.indexOf(idStart); at >= 0; at = body.indexOf(idStart, at + 1)) {
    ids.push(body.latin1Slice(at + idStart.length, at + idStart.length + uuidLength));
  }
  return JSON.stringify({ event_ids: ids, success: true });
}

const listen = () =>
  new Promise((resolve) => {
    server.listen(port, '127.0.0.1', () => {
      port = server.address().port;
      resolve();
    });
  });

const close = () =>
  new Promise((resolve) => {
    server.close(resolve);
    for (const socket of sockets) socket.destroy();
  });

await listen();
serve({
  url: () => `http://127.0.0.1:${port}`,
  async mode(next) {
    if (next.kind === 'refuse') await close();
    else if (mode.kind === 'refuse') await listen();
    if (mode.kind === 'hang') for (const socket of sockets) socket.destroy();
    mode = { latencyMs: 0, ...next };
  },
  /** The counts since the last call. */
  take() {
    const taken = counts;
    counts = fresh();
    return taken;
  },
});
