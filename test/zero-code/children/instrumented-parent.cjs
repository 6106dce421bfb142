// An app whose servers are instrumented: it has a request of its own, and a child process.
const { spawn } = require('node:child_process');
const { createServer } = require('node:http');

const [, , ...args] = process.argv;
const server = createServer((_request, response) => response.end()).listen(0, '127.0.0.1', async () => {
  await fetch(`http://127.0.0.1:${server.address().port}/own`);
  spawn(process.execPath, args, { stdio: 'inherit' }).on('exit', () => server.close());
});
