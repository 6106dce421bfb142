// An app that serves requests and makes no model call; another process sends them.
import { createServer } from 'node:http';
import { serve, startChild } from '../child.mjs';
import { processCpu } from '../clocks.mjs';

/** How often a handler waits: for a cache, a database, another service. */
let waits = 0;

async function answer(response) {
  for (let wait = 0; wait < waits; wait += 1) await new Promise(setImmediate);
  response.end('{}');
}

const server = createServer((_request, response) => void answer(response));
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const sender = startChild('measure/requesting.mjs', { args: [String(server.address().port)] });

serve({
  async serve({ requests, ...handler }) {
    waits = handler.waits;
    const before = processCpu();
    await sender.ask('send', requests);
    return { cpuPerRequest: (processCpu() - before) / requests };
  },
});
