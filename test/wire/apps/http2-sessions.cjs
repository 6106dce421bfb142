// Calls a model over HTTP/2 by the app's own session, as the AWS SDK does, and by one of undici's, which publishes its requests itself.
const { connect, createServer } = require('node:http2');

const server = createServer((request, response) => {
  const answer = { id: 'c1', choices: [{ message: { content: 'Ho' }, finish_reason: 'stop' }] };
  request.resume().on('end', () => response.end(JSON.stringify(answer)));
});
const body = (content) => JSON.stringify({ model: 'm', messages: [{ role: 'user', content }] });

const ask = (session, content) =>
  new Promise((resolve) => {
    const headers = { ':method': 'POST', ':path': '/v1/chat/completions', 'amz-sdk-request': 'attempt=2; max=3' };
    session.request(headers).on('close', resolve).resume().end(body(content));
  });

server.listen(0, '127.0.0.1', async () => {
  const origin = `http://127.0.0.1:${server.address().port}`;
  const [own, undicis] = [connect(origin), connect(origin)];
  undicis[Symbol('client')] = { dispatch: () => true };
  await ask(own, 'by myself');
  await ask(undicis, 'by undici');
  console.log(origin);
  own.destroy();
  undicis.destroy();
  server.close();
});
