// In place of the backend that was there: takes spans by OTLP and prints their names.
const { createServer } = require('node:http');
const { json } = require('node:stream/consumers');

const server = createServer(async (request, response) => {
  const { resourceSpans = [] } = await json(request);
  const scopes = resourceSpans.flatMap(({ scopeSpans }) => scopeSpans);
  for (const { scope, spans } of scopes) for (const { name } of spans) console.log(`${name} (${scope.name})`);
  response.setHeader('content-type', 'application/json').end('{}');
});
server.listen(process.env.PORT ?? 4318, () => console.log(`http://localhost:${server.address().port}`));
