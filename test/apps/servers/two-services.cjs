// Two services: one with OpenTelemetry, which calls a model and asks the other one, and that other one, which has none of it and calls a
// model for each request.
const { fork } = require('node:child_process');
const { once } = require('node:events');
const { createServer } = require('node:http');
const { createRequire } = require('node:module');
const { join } = require('node:path');
const { ask } = require('../ask.cjs');

async function first() {
  const load = createRequire(join(__dirname, '../sdk-2/package.json'));
  const { context, propagation, trace } = load('@opentelemetry/api');
  const { NodeTracerProvider } = load('@opentelemetry/sdk-trace-node');
  new NodeTracerProvider().register();
  const second = fork(__filename);
  const [port] = await once(second, 'message');
  for (const name of ['answer one', 'answer another']) {
    await trace.getTracer('app').startActiveSpan(name, async (span) => {
      await ask();
      const headers = {};
      propagation.inject(context.active(), headers);
      await (await fetch(`http://localhost:${port}/ask`, { headers })).text();
      span.end();
    });
  }
  second.send('end');
}

function second() {
  const server = createServer(async (_request, response) => {
    await ask();
    response.end();
  });
  server.listen(0, () => process.send(server.address().port));
  process.on('message', () => {
    server.close();
    server.closeAllConnections();
    process.disconnect();
  });
}

if (process.send === undefined) first();
else second();
