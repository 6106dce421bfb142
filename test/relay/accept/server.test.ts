import { connect } from 'node:net';
import { Access } from '../../../src/relay/accept/access';
import { BodyReader } from '../../../src/relay/accept/request-body';
import { RelayServer } from '../../../src/relay/accept/server';
import { RelayMetrics } from '../../../src/relay/metrics';

/** Of a test that is to be over soon; those of the relay are 10 s and 30 s. */
const limits = { maxConnections: 10, headTimeoutMs: 200, requestTimeoutMs: 200 };

test('a sender of a body that takes too long is answered with 408, and cut off when it goes on sending', async () => {
  const handled: Buffer[] = [];
  const metrics = new RelayMetrics();
  const handlerAt = () => ({
    method: 'POST',
    handle: (body: Buffer) => {
      handled.push(body);
      return { status: 200, headers: {}, body: '' };
    },
  });
  const bodies = new BodyReader({ maxBytes: 1000, maxOpenBytes: 1000 });
  const parts = { handlerAt, access: new Access('', '127.0.0.1'), bodies, metrics, log: () => undefined };
  const server = new RelayServer(parts, limits);
  const port = await server.listen(0, '127.0.0.1');
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  let answer = '';
  socket.on('data', (chunk) => {
    answer += chunk;
  });
  socket.on('error', () => undefined); // that it is cut off
  socket.write('POST /events HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n');
  const sending = setInterval(() => socket.write('x'), 50);
  await new Promise((resolve) => socket.once('close', resolve));
  clearInterval(sending);
  expect(answer).toMatch(/^HTTP\/1.1 408 .*not sent in time/s);
  expect({ handled, refused: metrics.refused.value }).toEqual({ handled: [], refused: 1 });
  await server.close(1000);
}, 60_000);
