import { AsyncLocalStorage } from 'node:async_hooks';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createContextKey, ROOT_CONTEXT } from '@opentelemetry/api';
import type { Wire } from '../../../src/wire/registry';
import { observeWire } from '../support/observe';

interface Socket {
  on(event: string, listener: (...args: readonly unknown[]) => void): unknown;
  send(text: string): void;
  close(): void;
}
interface Package {
  readonly WebSocket: new (url: string) => Socket;
  readonly WebSocketServer: new (options: object) => Socket & { address(): AddressInfo };
}
const ws = require(join(__dirname, '../../apps/sockets/node_modules/ws')) as Package;

const key = createContextKey('where');
const where = new AsyncLocalStorage<string>();
const wires: Wire[] = [];
afterEach(() => {
  for (const wire of wires.splice(0)) wire.stop();
});

const filler = 'x'.repeat(2000); // long enough to be packed
const asked = (text: string) =>
  JSON.stringify({
    type: 'response.create',
    response: { input: [{ role: 'user', content: text }], metadata: { filler } },
  });

test.each([
  ['as they are', false],
  ['packed by another thread', true],
])('calls have the context of the app where it sent them, %s', async (_how, perMessageDeflate) => {
  const places: unknown[] = [];
  const { wire } = observeWire({
    activeContext: () => ROOT_CONTEXT.setValue(key, where.getStore()),
    record: ({ attributes }, context) => {
      places.push([context.getValue(key), where.getStore(), attributes['gen_ai.input.messages'] !== undefined]);
    },
  });
  wires.push(wire);
  const server = new ws.WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate });
  server.on('connection', (connection) => {
    let count = 0;
    const { send, on } = connection as Socket;
    on.call(connection, 'message', () => {
      const output = [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'fine' }] }];
      const response = { object: 'realtime.response', id: `resp_${++count}`, status: 'completed', output };
      send.call(connection, JSON.stringify({ type: 'response.done', response }));
    });
  });
  await once(server as never, 'listening');
  const socket = where.run('opened', () => new ws.WebSocket(`ws://127.0.0.1:${server.address().port}/v1/realtime`));
  await once(socket as never, 'open');
  const answered = new Promise<void>((resolve) => {
    let left = 3;
    socket.on('message', () => {
      left -= 1;
      if (left === 0) resolve();
    });
  });
  for (const place of ['one', 'two', 'three']) where.run(place, () => socket.send(asked(place)));
  await answered;
  socket.close();
  await once(socket as never, 'close');
  await wire.settle();
  server.close();
  expect(places.sort()).toEqual(['one', 'three', 'two'].map((place) => [place, place, true]));
});
