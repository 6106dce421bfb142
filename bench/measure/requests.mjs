// An app that serves requests and makes no model call; another process sends them.
import { createServer } from 'node:http';
import { serve, startChild } from '../child.mjs';
import { processCpu } from '../clocks.mjs';

/** As a handler that asks a cache and a database does. */
async function answer(_request, response) {
  for (let step = 0; step < 3; step += 1) await new Promise(setImmediate);
  response.end('{}');
}

const server = createServer((request, response) => void answer(request, response));
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const sender = startChild('measure/requesting.mjs', { args: [String(server.address().port)] });

serve({
  async serve(requests) {
    const before = processCpu();
    await sender.ask('send', requests);
    return { cpuPerRequest: (processCpu() - before) / requests };
  },
});
