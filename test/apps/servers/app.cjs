// Servers of several kinds, to which this process itself sends requests, many at a time on kept connections. Each request has three
// calls of a model made, in one of several ways, and each call says which request it is made for.
const http = require('node:http');
const http2 = require('node:http2');
const { once } = require('node:events');
const { setTimeout: delay } = require('node:timers/promises');
const { currentSession } = require(process.env.PACKAGE);

let kind;
let requestCount = 0;
/** By what each call says, the session that it is in. */
const sessions = {};

async function ask(tag) {
  sessions[tag] = { ...currentSession(), kind };
  const response = await fetch(`${process.env.MODEL_URL}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: tag }] }),
  });
  await response.json();
}

/** At most four at a time, as p-limit and others do it. */
const waiting = [];
let free = 4;
async function limited(run) {
  if (free > 0) free -= 1;
  else await new Promise((resolve) => waiting.push(resolve));
  try {
    return await run();
  } finally {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  }
}

let unfinished = 0;

/** Each answers in its own way; what is done after the answer counts as unfinished. */
const ways = {
  async await(tag, response) {
    for (let call = 0; call < 3; call += 1) await ask(tag);
    response.end('done');
  },
  async atOnce(tag, response) {
    await Promise.all([ask(tag), ask(tag), ask(tag)]);
    response.end('done');
  },
  async stream(tag, response) {
    response.write('begins');
    await ask(tag);
    response.end('ends');
    await ask(tag);
    await ask(tag);
  },
  timer(tag, response) {
    response.end('at once');
    return new Promise((resolve, reject) => {
      setTimeout(
        () =>
          ask(tag)
            .then(() => delay(5))
            .then(() => Promise.all([ask(tag), ask(tag)]))
            .then(resolve, reject),
        5,
      );
    });
  },
  async pool(tag, response) {
    await Promise.all([1, 2, 3].map(() => limited(() => ask(tag))));
    response.end('done');
  },
};

async function handle(way, tag, response) {
  unfinished += 1;
  await ways[way](tag, response);
  unfinished -= 1;
}

const parts = (url) => new URL(url, 'http://here').pathname.split('/').slice(-2);

const servers = {
  http: () => http.createServer((request, response) => handle(...parts(request.url), response)).listen(0),
  http2: () => http2.createServer((request, response) => handle(...parts(request.url), response)).listen(0),
  http2streams: () =>
    http2
      .createServer()
      .on('stream', (stream, headers) => handle(...parts(headers[':path']), stream))
      .listen(0),
  express() {
    const express = require('express');
    const chat = express.Router();
    chat.get('/:way/:tag', (request, response) => handle(request.params.way, request.params.tag, response));
    return express().use(express.json()).use('/chat', chat).listen(0);
  },
  async fastify() {
    const app = require('fastify')();
    app.get('/talk/:way/:tag', (request, reply) => {
      reply.hijack();
      void handle(request.params.way, request.params.tag, reply.raw);
    });
    await app.listen({ port: 0 });
    return app.server;
  },
  async nest() {
    require('reflect-metadata');
    const { Controller, Get, Module, Param, Res } = require('@nestjs/common');
    const { NestFactory } = require('@nestjs/core');
    class TalkController {
      talk(way, tag, response) {
        return handle(way, tag, response);
      }
    }
    const route = Object.getOwnPropertyDescriptor(TalkController.prototype, 'talk');
    Get(':way/:tag')(TalkController.prototype, 'talk', route);
    for (const [index, decorate] of [Param('way'), Param('tag'), Res()].entries())
      decorate(TalkController.prototype, 'talk', index);
    Controller('nest')(TalkController);
    class AppModule {}
    Module({ controllers: [TalkController] })(AppModule);
    const app = await NestFactory.create(AppModule, { logger: false });
    await app.listen(0);
    return app.getHttpServer();
  },
};

const prefixes = { express: '/chat', fastify: '/talk', nest: '/nest' };

/** Twelve connections, which all requests share. */
const agent = new http.Agent({ keepAlive: true, maxSockets: 12 });

const overHttp1 = (port, path) =>
  new Promise((resolve, reject) => {
    http.get({ port, path, agent }, (response) => response.resume().on('end', resolve)).on('error', reject);
  });

const overHttp2 = (session) => async (_port, path) => {
  const stream = session.request({ ':path': path });
  stream.resume().end();
  await once(stream, 'end');
};

async function main() {
  const names = Object.keys(ways);
  for (const [each, start] of Object.entries(servers)) {
    kind = each;
    const server = await start();
    if (!server.listening) await once(server, 'listening');
    const { port } = server.address();
    const session = kind.startsWith('http2') ? http2.connect(`http://localhost:${port}`) : undefined;
    const send = session === undefined ? overHttp1 : overHttp2(session);
    const requests = Array.from({ length: kind === 'http' ? 50 : names.length }, (_, index) => {
      requestCount += 1;
      return send(port, `${prefixes[kind] ?? ''}/${names[index % names.length]}/${requestCount}?secret=query`);
    });
    await Promise.all(requests);
    while (unfinished > 0) await delay(5);
    session?.close();
    agent.destroy();
    server.closeAllConnections?.();
    server.close();
  }
  console.log(JSON.stringify(sessions));
}

main();
