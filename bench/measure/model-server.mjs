// A model API that streams its responses, in a process of its own.
import { createServer } from 'node:http';
import { serve } from '../child.mjs';

const chunk = (n, delta, finish_reason = null) =>
  `data: ${JSON.stringify({
    id: 'chatcmpl-bench',
    object: 'chat.completion.chunk',
    created: 1_790_000_000,
    model: 'gpt-4o-mini-2024-07-18',
    choices: [{ index: 0, delta, finish_reason }],
    n,
  })}\n\n`;

const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    const chunks = Number(request.headers['x-chunks']);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    let sent = 0;
    const next = () => {
      if (sent === chunks) {
        response.end(`${chunk(sent, {}, 'stop')}data: [DONE]\n\n`);
        return;
      }
      response.write(chunk(sent, { content: ' token' }));
      sent += 1;
      // Models send the first token alone. All others are sent as fast as they can be read.
      if (sent === 1) setTimeout(next, 5);
      else setImmediate(next);
    };
    next();
  });
});

await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
serve({ url: () => `http://127.0.0.1:${server.address().port}` });
