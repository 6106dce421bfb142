import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { version } from '../../../src/version';
import { startWire, startWireLater } from '../../../src/wire';
import { runningWire, type Wire, type WireOptions } from '../../../src/wire/registry';

let server: Server;
let url: string;
beforeAll(async () => {
  const answer = { object: 'chat.completion', choices: [{ message: { role: 'assistant', content: 'fine' } }] };
  server = createServer((request, response) => request.resume().on('end', () => response.end(JSON.stringify(answer))));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close().closeAllConnections());

const body = JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: 'go' }] });
const post = async (path: string): Promise<void> =>
  void (await (await fetch(url + path, { method: 'POST', body })).text());

test('who listens with the first call gets that call, also where another has listened before, and stopped', async () => {
  const seen: string[] = [];
  const listener = (name: string): WireOptions => ({
    captureContent: true,
    record: () => void seen.push(name),
    origin: { version, resourceAttributes: {} },
  });
  let late: Wire | undefined;
  startWireLater(() => {
    seen.push('first call');
    late = startWire(listener('late'));
  });
  startWire(listener('early')).stop();
  await post('/items');
  expect(seen).toEqual([]);
  for (let calls = 0; calls < 2; calls += 1) await post('/v1/chat/completions');
  await late?.settle();
  expect(seen).toEqual(['first call', 'late', 'late']);
  late?.stop();
  expect(runningWire()).toBeUndefined();
});
