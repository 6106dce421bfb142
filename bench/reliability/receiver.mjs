// The server: produces the faults of a scenario, and counts what it stored. It responds to each subject in the format of its
// requests.
import { createServer } from 'node:http';
import { gunzipSync } from 'node:zlib';

/** The text that contains a span's number, in any format. */
export const marker = (n) => `reliability-${n};`;
const markers = /reliability-(\d+);/g;
const eventIds = /"event_id":"([^"]+)"/g;

/** @param respond answers one request, see scenarios.mjs */
export async function startReceiver(respond) {
  const stored = new Map();
  let requests = 0;
  let firstAt;
  let lastStoredAt;

  const store = (numbers) => {
    lastStoredAt = performance.now();
    for (const n of numbers) stored.set(n, (stored.get(n) ?? 0) + 1);
  };

  const server = createServer({ keepAliveTimeout: 120_000 }, async (request, response) => {
    response.on('error', () => undefined);
    const chunks = [];
    try {
      for await (const chunk of request) chunks.push(chunk);
    } catch {
      return; // the client closed the connection
    }
    const sent = Buffer.concat(chunks);
    const text = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent).toString('latin1');
    const records = new Set([...text.matchAll(markers)].map(([, n]) => Number(n)));
    const ids = [...text.matchAll(eventIds)].map(([, id]) => id);
    const isOurs = request.url.endsWith('/events/model/batch');
    firstAt ??= performance.now();
    requests += 1;

    const answer = (code, body, headers = {}) => {
      const type = isOurs ? 'application/json' : request.headers['content-type'];
      response.writeHead(code, { 'content-type': type, ...headers }).end(body);
    };
    const success = isOurs
      ? JSON.stringify({ event_ids: ids, success: true })
      : request.headers['content-type'] === 'application/json'
        ? '{}'
        : '';
    respond({
      number: requests,
      sinceFirstMs: performance.now() - firstAt,
      bytes: sent.length,
      records,
      socket: request.socket,
      store: () => store(records),
      take() {
        store(records);
        answer(200, success);
      },
      refuse: (code, headers) =>
        answer(code, JSON.stringify({ statusCode: code, message: 'no', success: false }), headers),
      takeHalf() {
        const half = Math.ceil(records.size / 2);
        store([...records].slice(0, half));
        answer(
          500,
          JSON.stringify({ event_ids: ids.slice(0, half), errors: ['Could not create event'], success: true }),
        );
      },
      takeAndReset() {
        store(records);
        response.writeHead(200, { 'content-length': 1000 }).flushHeaders();
        setTimeout(() => request.socket.resetAndDestroy(), 20);
      },
      trickle(ms) {
        store(records);
        const body = Buffer.from(success.padEnd(400));
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
        let at = 0;
        const timer = setInterval(() => {
          response.write(body.subarray(at, at + 1));
          at += 1;
          if (at === body.length) response.end();
          if (at === body.length || response.destroyed) clearInterval(timer);
        }, ms / body.length);
      },
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    results: () => ({
      delivered: stored.size,
      twice: [...stored.values()].reduce((sum, times) => sum + times - 1, 0),
      requests,
      lastStoredAt,
    }),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
