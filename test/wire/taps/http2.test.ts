import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createSecureServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bundleOf } from '../../support/bundle';

const preload = bundleOf(join(__dirname, '../apps/observed.ts'));
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'http2-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function runNode(...args: readonly string[]) {
  const spansFile = join(folder, 'spans.json');
  const env = { PATH: process.env['PATH'], SPANS_FILE: spansFile };
  const { stdout } = await promisify(execFile)(process.execPath, ['--require', preload(), ...args], { env });
  const spans = JSON.parse(await readFile(spansFile, 'utf8')) as readonly { attributes: object }[];
  return { stdout: stdout.trim(), spans };
}

test('a call over HTTP/2 is recorded once, with its server and the attempts that the AWS SDK counts; undici publishes its own', async () => {
  const { stdout, spans } = await runNode(join(__dirname, '../apps/http2-sessions.cjs'));
  expect(spans.map(({ attributes }) => attributes)).toEqual([
    expect.objectContaining({
      'gen_ai.input.messages': [{ role: 'user', parts: [{ type: 'text', content: 'by myself' }] }],
      'gen_ai.response.id': 'c1',
      'server.address': '127.0.0.1',
      'server.port': Number(new URL(stdout).port),
      'http.request.resend_count': 1,
    }),
  ]);
});

test.each([
  ['starts', []],
  ['has run for a while', ['100']],
])(
  'a call over TLS is recorded that is made in the turn in which node:http2 is loaded, as the app %s',
  async (_when, more) => {
    const pem = (name: string): Buffer => readFileSync(join(__dirname, '../../support/certificates', name));
    const server = createSecureServer({ key: pem('server.key'), cert: pem('server.pem') }, (request, response) => {
      const answer = { id: 'c1', choices: [{ message: { content: 'Well.' }, finish_reason: 'stop' }] };
      request.resume().on('end', () => response.end(JSON.stringify(answer)));
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { spans } = await runNode(join(__dirname, '../apps/http2-tls.cjs'), origin, ...more);
    server.close();
    expect(spans.map(({ attributes }) => attributes)).toEqual([
      expect.objectContaining({
        'gen_ai.input.messages': [{ role: 'user', parts: [{ type: 'text', content: 'How are you?' }] }],
        'gen_ai.response.id': 'c1',
      }),
    ]);
  },
);

test('an app that never loads node:http2 does not get it loaded by us', async () => {
  const script = "setTimeout(() => console.log(process.moduleLoadList.includes('NativeModule http2')), 50)";
  expect((await runNode('-e', script)).stdout).toBe('false');
});
