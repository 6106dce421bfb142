import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** Stands in for Anthropic's API: asks for a file to be read, and answers when it has been. */
export async function startApi(file: string): Promise<{ readonly url: string; close(): void }> {
  let requests = 0;
  const server = createServer(async (request, response) => {
    const body = await text(request);
    if (!request.url?.startsWith('/v1/messages?') && request.url !== '/v1/messages') {
      const error = { type: 'not_found_error', message: 'There is no such endpoint.' };
      response.writeHead(404, { 'content-type': 'application/json' }).end(JSON.stringify({ type: 'error', error }));
      return;
    }
    requests += 1;
    response.writeHead(200, { 'content-type': 'text/event-stream', 'request-id': `req_${requests}` });
    for (const event of eventsOf(requests, !body.includes('tool_result'), file)) {
      response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
    }
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
}

function eventsOf(serial: number, asks: boolean, file: string): readonly { readonly type: string }[] {
  const usage = { input_tokens: 12, cache_creation_input_tokens: 5, cache_read_input_tokens: 3, output_tokens: 1 };
  const message = {
    id: `msg_${serial}`,
    type: 'message',
    role: 'assistant',
    model: 'claude-sonnet-4-5',
    content: [],
    usage,
  };
  const [block, delta] = asks
    ? [
        { type: 'tool_use', id: 'toolu_1', name: 'Read', input: {} },
        { type: 'input_json_delta', partial_json: JSON.stringify({ file_path: file }) },
      ]
    : [
        { type: 'text', text: '' },
        { type: 'text_delta', text: 'It is 42.' },
      ];
  return [
    { type: 'message_start', message },
    { type: 'content_block_start', index: 0, content_block: block },
    { type: 'content_block_delta', index: 0, delta },
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: asks ? 'tool_use' : 'end_turn' }, usage: { output_tokens: 9 } },
    { type: 'message_stop' },
  ].map((event) => event as { readonly type: string });
}
