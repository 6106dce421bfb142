// A server whose requests have the headers that are given to it, one after the other; prints the sessions of their calls.
const { once } = require('node:events');
const { createServer, request: send } = require('node:http');
const { ask } = require('../ask.cjs');
const { currentSession } = require(process.env.PACKAGE);

const turns = JSON.parse(process.argv[2]);
const sessions = [];
const server = createServer(async (_request, response) => {
  await ask();
  sessions.push(currentSession() ?? null);
  response.end();
});
server.listen(0, async () => {
  for (const headers of turns) {
    const request = send({ port: server.address().port, path: '/chat?secret=1', method: 'POST', headers }).end();
    const [response] = await once(request, 'response');
    response.resume();
    await once(response, 'end');
  }
  server.close();
  console.log(JSON.stringify(sessions));
});
