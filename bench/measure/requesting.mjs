// Sends requests to a port of this machine: many connections, on each one request after the other.
import { Agent, request } from 'node:http';
import { serve } from '../child.mjs';

const connections = 16;
const port = Number(process.argv[2]);
const agent = new Agent({ keepAlive: true, maxSockets: connections });

const get = () =>
  new Promise((resolve, reject) => {
    request({ port, host: '127.0.0.1', agent, path: '/items/7?page=2' }, (response) => {
      response.resume().once('end', () => (response.statusCode === 200 ? resolve() : reject(new Error('not served'))));
    })
      .once('error', reject)
      .end();
  });

serve({
  async send(requests) {
    let left = requests;
    const sendNext = async () => {
      while (left > 0) {
        left -= 1;
        await get();
      }
    };
    await Promise.all(Array.from({ length: connections }, sendNext));
  },
});
