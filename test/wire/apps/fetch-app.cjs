// What an app can see of `fetch`. Prints one observation a line; knows nothing of any instrumentation.
const { soon, startServer, wait } = require('./scripted-server.cjs');
const { observe } = require('./observe.cjs');

const bodyFor = (name, more) =>
  JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'Grüß dich' }], user: name, ...more });

const describeResponse = (r) => ({
  isResponse: r instanceof Response && r.constructor === Response,
  own: Reflect.ownKeys(r).map(String).sort(),
  status: r.status,
  type: r.type,
  path: new URL(r.url).pathname,
  redirected: r.redirected,
  headers: [...r.headers].map(([name]) => name).filter((name) => name !== 'date'),
});

/** The server has all of the call of this name. */
const arrived = (server, name) => soon(() => server.seen.body?.includes(JSON.stringify(name)));

const observations = {
  'fetch itself': () => [fetch.name, fetch.length, String(fetch), Object.getOwnPropertyNames(fetch)],
  json: async (post) => {
    const r = await post('whole');
    return [describeResponse(r), await r.json(), r.bodyUsed];
  },
  'text of a clone too': async (post) => {
    const r = await post('whole');
    const clone = r.clone();
    return [describeResponse(clone), await clone.text(), await r.text()];
  },
  'array buffer': async (post) => (await (await post('whole')).arrayBuffer()).byteLength,
  gzip: async (post) => (await post('gzip')).json(),
  br: async (post) => (await post('br')).json(),
  deflate: async (post) => (await post('deflate')).json(),
  'stream text': async (post) => (await post('stream', { stream: true })).text(),
  'stream crumbs': async (post) => (await post('crumbs', { stream: true })).text(),
  'stream reader': async (post) => {
    const reader = (await post('stream', { stream: true })).body.getReader();
    let bytes = 0;
    for (let r = await reader.read(); !r.done; r = await reader.read()) bytes += r.value.length;
    return bytes;
  },
  'stream byob': async (post) => {
    const reader = (await post('stream', { stream: true })).body.getReader({ mode: 'byob' });
    let bytes = 0;
    for (let r = await reader.read(new Uint8Array(64)); !r.done; r = await reader.read(new Uint8Array(64)))
      bytes += r.value.length;
    return bytes;
  },
  'stream piped through a decoder': async (post) => {
    let text = '';
    for await (const part of (await post('stream', { stream: true })).body.pipeThrough(new TextDecoderStream()))
      text += part;
    return text;
  },
  'stream tee': async (post) => {
    const [a, b] = (await post('stream', { stream: true })).body.tee();
    return [await new Response(a).text(), await new Response(b).text()];
  },
  'overwritten chunks': async (post) => {
    for await (const part of (await post('stream', { stream: true })).body) part.fill(0);
  },
  'early break': async (post, server) => {
    for await (const part of (await post('endless', { stream: true })).body) {
      if (part.length > 0) break;
    }
    return [await soon(() => server.seen.closed)];
  },
  'cancelled body': async (post, server) => {
    const r = await post('endless', { stream: true });
    return [await r.body.cancel('enough'), await soon(() => server.seen.closed)];
  },
  'slow reader': async (post, server) => {
    const reader = (await post('flood', { stream: true })).body.getReader();
    await reader.read();
    await wait(200);
    const paused = server.seen.pieces < 300;
    await reader.cancel();
    return [paused, await soon(() => server.seen.closed)];
  },
  'aborted before': async (post) => (await post('whole', {}, { signal: AbortSignal.abort() })).json(),
  'aborted while waiting': async (post, server) => {
    const controller = new AbortController();
    arrived(server, 'aborted while waiting').then(() => controller.abort());
    const outcome = await observe(() => post('silent', {}, { signal: controller.signal }));
    return [outcome, await soon(() => server.seen.closed)];
  },
  'aborted for a reason': async (post, server) => {
    const controller = new AbortController();
    arrived(server, 'aborted for a reason').then(() => controller.abort(new TypeError('my reason')));
    return post('silent', {}, { signal: controller.signal });
  },
  'aborted stream': async (post, server) => {
    const controller = new AbortController();
    const r = await post('endless', { stream: true }, { signal: controller.signal });
    const outcome = await observe(async () => {
      for await (const part of r.body) if (part.length > 0) controller.abort();
    });
    return [outcome, await soon(() => server.seen.closed)];
  },
  // Time enough for the request to leave on a busy machine.
  'timed out': async (post) => post('silent', {}, { signal: AbortSignal.timeout(3000) }),
  refused: async (_call, server) =>
    fetch(`${server.refusing}/whole/chat/completions`, { method: 'POST', body: bodyFor('refused') }),
  dropped: async (post) => post('drop'),
  'cut stream': async (post) => (await post('cut', { stream: true })).text(),
  'too many requests': async (post) => {
    const r = await post('429');
    return [r.status, r.ok, await r.json()];
  },
  'bad gateway': async (post) => {
    const r = await post('502', { stream: true });
    return [r.status, await r.text()];
  },
  redirected: async (post) => {
    const r = await post('moved');
    return [describeResponse(r), await r.json()];
  },
  'buffer body': async (post, server) => [
    await (await post('whole', {}, { body: Buffer.from(bodyFor('buffer body')) })).json(),
    server.seen,
  ],
  'bytes body': async (post, server) => {
    const bytes = new TextEncoder().encode(bodyFor('bytes body'));
    const r = await post('whole', {}, { body: bytes });
    bytes.fill(0);
    return [await r.json(), server.seen];
  },
  'blob body': async (post, server) => [
    await (await post('whole', {}, { body: new Blob([bodyFor('blob body')]) })).json(),
    server.seen,
  ],
  'stream body': async (post, server) => {
    const text = bodyFor('stream body');
    const body = new ReadableStream({
      start(controller) {
        for (let at = 0; at < text.length; at += 11)
          controller.enqueue(new TextEncoder().encode(text.slice(at, at + 11)));
        controller.close();
      },
    });
    return [await (await post('whole', {}, { body, duplex: 'half' })).json(), server.seen];
  },
  'request object': async (_post, server) => {
    const request = new Request(`${server.origin}/whole/chat/completions`, {
      method: 'POST',
      body: bodyFor('request object'),
    });
    return [await (await fetch(request)).json(), request.bodyUsed, server.seen];
  },
  'form body': async (post, server) => [
    await (await post('whole', {}, { body: new URLSearchParams({ model: 'm', user: 'form body' }) })).json(),
    server.seen,
  ],
  'another endpoint': async (_post, server) =>
    (
      await fetch(`${server.origin}/whole/embeddings/none`, { method: 'POST', body: bodyFor('another endpoint') })
    ).json(),
  'order of events': async (post) => {
    const log = [];
    const tick = async (name, n) => {
      for (let i = 0; i < n; i++) await null;
      log.push(name);
    };
    const call = post('whole').then((r) => {
      log.push('head');
      tick('3 ticks after the head', 3);
      return r.text().then(() => log.push('body'));
    });
    tick('2 ticks', 2);
    setImmediate(() => log.push('immediate'));
    await call;
    return log;
  },
  'many at once': async (post) =>
    Promise.all(Array.from({ length: 20 }, (_, i) => post('stream', { stream: true, seed: i }).then((r) => r.text()))),
};

async function main() {
  const server = await startServer();
  const only = process.argv.slice(2);
  for (const [name, run] of Object.entries(observations)) {
    if (only.length > 0 && !only.includes(name)) continue;
    const post = (script, more, init) =>
      fetch(`${server.origin}/${script}/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: 'Bearer sk-secret' },
        body: bodyFor(name, more),
        ...init,
      });
    console.log(
      JSON.stringify([name, await observe(() => run(post, server))]).replaceAll(server.origin, 'http://server'),
    );
  }
  server.close();
}
main();
