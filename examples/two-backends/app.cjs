// A server with a span of its own and a model call in each request.
const { createServer } = require('node:http');
const { trace } = require('@opentelemetry/api');
const { OpenAI } = require('openai');

const openai = new OpenAI();
const tracer = trace.getTracer('atlas');
const names = { FR: 'France', JP: 'Japan' };

const findCountry = (code) =>
  tracer.startActiveSpan('find country', async (span) => {
    span.end();
    return names[code] ?? 'France';
  });

const server = createServer(async (request, response) => {
  const country = await findCountry(request.url.slice(1));
  const { choices } = await openai.chat.completions.create({
    model: 'gpt-4o-mini',
    messages: [{ role: 'user', content: `What is the capital of ${country}?` }],
  });
  response.end(`${choices[0].message.content}\n`);
});
server.listen(process.env.PORT ?? 3000, () => console.log(`http://localhost:${server.address().port}`));
