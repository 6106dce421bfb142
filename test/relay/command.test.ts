import { createServer } from 'node:net';
import { endAll, startCli } from '../support/cli';

afterEach(endAll);

const here = { HH_API_KEY: 'key', HH_API_URL: 'http://127.0.0.1:9' };

test.each<[what: string, args: readonly string[], env: Readonly<Record<string, string>>, code: number, said: RegExp]>([
  ['help', ['--help'], {}, 0, /Usage: honeyhive-otel relay/],
  ['an unknown option', ['--quue', 'memory'], {}, 2, /--quue.*relay --help/s],
  ['an unknown word', ['start'], {}, 2, /no argument "start"/],
  ['a port that is none', ['--port', '70000'], {}, 2, /--port is a whole number of from 0 to 65535/],
  ['no key', ['--queue', 'memory'], { HH_API_KEY: '' }, 1, /HH_API_KEY is not set/],
  ['an address that is none', ['--queue', 'memory'], { HH_API_URL: 'nowhere' }, 1, /HH_API_URL is no URL/],
  ['another host without a token', ['--queue', 'memory', '--host', '0.0.0.0'], {}, 1, /set HH_RELAY_TOKEN/],
])('%s: says so and ends', async (_what, args, env, code, said) => {
  const run = startCli(['relay', ...args], { ...here, ...env });
  expect(await run.ended()).toBe(code);
  expect(run.out + run.err).toMatch(said);
});

test('says which option helps where the port is taken', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  const run = startCli(['relay', '--queue', 'memory', '--port', String(port)], here);
  expect(await run.ended()).toBe(1);
  expect(run.err).toMatch(`Port ${port} is taken. Choose another with --port`);
  server.close();
});
