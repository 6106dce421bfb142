import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import manifest from '../../package.json';
import type { Finding, Status } from '../../src/doctor/finding';
import { type Receiver, startReceiver } from '../../src/inspector';
import { http, startFaultyServer } from '../support/faulty-server';

const cli = join(__dirname, '../../dist/cli.js');
const key = 'hh_Q7x9ZkP2vR5tW8yB3nM6';

let app: string;
let receiver: Receiver;
beforeEach(async () => {
  app = mkdtempSync(join(tmpdir(), 'honeyhive-doctor-'));
  receiver = await startReceiver();
});
afterEach(async () => {
  rmSync(app, { recursive: true, force: true });
  await receiver.close();
});

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command in the folder of the app, with nothing of this process's environment but the path. */
const doctor = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> =>
  new Promise((resolve) => {
    const options = { cwd: app, env: { PATH: process.env['PATH'], ...env } };
    execFile(process.execPath, [cli, 'doctor', ...args], options, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    );
  });

interface Report {
  readonly version: string;
  readonly ok: boolean;
  readonly findings: readonly Finding[];
}

const find = ({ findings }: Report, check: string): Finding | undefined =>
  findings.find((each) => each.check === check);

function install(name: string, version: string): void {
  const folder = join(app, 'node_modules', name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, version }));
}

/** What an app needs, so that nothing is wrong with it. */
function installAll(): void {
  install('@opentelemetry/api', '1.9.1');
  install('@pydantic/genai-prices', '0.1.8');
  install(manifest.name, manifest.version);
}

describe('honeyhive-otel doctor', () => {
  test('ends with 0 where all is well, and sends no event', async () => {
    installAll();
    const { code, out, err } = await doctor([], { HH_API_KEY: key, HH_API_URL: receiver.url });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/\n\nAll is well\.\n$/);
    expect(receiver.events).toEqual([]);
  });

  test('ends with 0 where there are warnings alone', async () => {
    install('@opentelemetry/api', '1.9.1');
    const { code, out } = await doctor([], { HH_API_KEY: key, HH_API_URL: receiver.url });
    expect(code).toBe(0);
    expect(out).toMatch(/\n\n2 warnings\.\n$/);
  });

  test('sends one event with --send, which is of a call', async () => {
    installAll();
    const env = {
      HH_API_KEY: key,
      HH_API_URL: receiver.url,
      HH_SPOOL_DIR: join(app, 'spool'),
      HH_MAX_SPOOL_BYTES: '1',
    };
    const { code, out, err } = await doctor(['--send', '--json'], env);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(find(JSON.parse(out), 'test-event')).toMatchObject({ status: 'ok' });
    expect(receiver.events).toEqual([
      expect.objectContaining({ event_name: 'honeyhive-otel doctor', model: 'doctor' }),
    ]);
  });

  test.each<[string, number, number, Status, string]>([
    ['it refuses', 200, 400, 'problem', 'HoneyHive rejected these records'],
    ['there is no use in sending', 401, 401, 'skipped', 'the connection has a problem'],
  ])('says of an event that %s why', async (_what, toNone, toOne, status, words) => {
    const server = await startFaultyServer(({ socket, ids }) => socket.write(http(ids.length === 0 ? toNone : toOne)));
    const env = { HH_API_KEY: key, HH_API_URL: `http://127.0.0.1:${server.port}`, HH_SESSIONS: 'off' };
    const { code, out, err } = await doctor(['--send', '--json'], env);
    await server.close();
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(find(JSON.parse(out), 'test-event')).toMatchObject({ status, finding: expect.stringContaining(words) });
    expect(out).not.toMatch(/Q7x9|3nM6/);
    if (status === 'problem')
      expect(find(JSON.parse(out), 'test-event')).toMatchObject({ advice: expect.stringContaining('HH_PROJECT') });
  });

  test('warns of an event that is accepted without its id', async () => {
    const server = await startFaultyServer(({ socket }) => socket.write(http(200, '{}')));
    const env = { HH_API_KEY: key, HH_API_URL: `http://127.0.0.1:${server.port}` };
    const { out } = await doctor(['--send', '--json'], env);
    await server.close();
    expect(find(JSON.parse(out), 'test-event')).toMatchObject({
      status: 'warning',
      finding: expect.stringContaining('does not list its id'),
      advice: expect.stringContaining('HH_API_URL'),
    });
  });

  test.each<[string, Readonly<Record<string, string>>, string, string]>([
    ['nothing is set', { HH_API_URL: 'http://127.0.0.1:9' }, 'key', 'problem'],
    ['the address is none', { HH_API_URL: 'canary' }, 'address', 'problem'],
    ['the key is none', { HH_API_KEY: 'canary canary', HH_API_URL: 'http://127.0.0.1:9' }, 'key', 'problem'],
    [
      'all else is invalid',
      {
        ...{
          HH_API_KEY: key,
          HH_API_URL: 'http://127.0.0.1:9',
          HH_MAX_QUEUE_BYTES: 'canary',
          HH_CAPTURE_CONTNET: 'canary',
        },
        ...{
          HH_HEADERS: 'canary',
          HH_SPOOL_DIR: '/dev/null/canary',
          HTTP_PROXY: 'canary://',
          HH_EVENTS: 'all',
          HH_COST: 'canary',
        },
        ...{ HH_DEBUG: '1', OTEL_LOG_LEVEL: 'debug', HH_CONFIG: 'canary.mjs', NODE_TLS_REJECT_UNAUTHORIZED: '0' },
      },
      'spool',
      'problem',
    ],
    ['nothing is to be sent', { HH_ENABLED: 'false', HH_API_URL: 'http://127.0.0.1:9' }, 'enabled', 'problem'],
  ])('--json prints one document, and nothing else, where %s', async (_what, env, check, status) => {
    const { code, out, err } = await doctor(['--json', '--send'], env);
    expect({ code, err }).toEqual({ code: 1, err: '' });
    const report: Report = JSON.parse(out);
    expect(report).toMatchObject({ version: manifest.version, ok: false });
    expect(find(report, check)).toMatchObject({ status, finding: expect.any(String) });
    for (const each of report.findings)
      expect(each.status === 'problem' && !('advice' in each) ? each : {}).toEqual({});
    expect(out.replaceAll(/\/dev\/null\/canary|[^\s']*canary\.mjs/g, '')).not.toMatch(/canary|Q7x9/);
  });

  test('reads the file of options as register does, and takes what it prints for no part of the report', async () => {
    installAll();
    const options = `{ apiKey: async () => '${key}', url: '${receiver.url}', project: 'canary' }`;
    writeFileSync(join(app, 'options.mjs'), `console.log('x'); console.error('x'); export default ${options};`);
    const { code, out, err } = await doctor(['--json', '--send'], { HH_CONFIG: 'options.mjs' });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const report: Report = JSON.parse(out);
    expect(find(report, 'options-file')).toMatchObject({
      status: 'ok',
      finding: expect.stringMatching(/apiKey, url, project\.$/),
    });
    expect(find(report, 'key')).toMatchObject({ status: 'ok' });
    expect(find(report, 'test-event')).toMatchObject({ status: 'ok' });
    expect(receiver.events).toEqual([expect.objectContaining({ project: 'canary' })]);
    expect(out).not.toMatch(/canary|Q7x9/);
  });

  test.each([
    ['that is missing', undefined, /Cannot find module/],
    ['that throws', `throw new Error('no vault');`, /: no vault$/],
    ['with a wrong option', `export default { endpoint: 'x' };`, /`endpoint` is not an option. Did you mean `url`\?$/],
  ])('says of a file of options %s what is wrong, and that no content is sent', async (_what, text, words) => {
    if (text !== undefined) writeFileSync(join(app, 'options.mjs'), text);
    const env = { HH_CONFIG: './options.mjs', HH_API_KEY: key, HH_API_URL: receiver.url };
    const { code, out } = await doctor(['--json'], env);
    expect(code).toBe(1);
    const report: Report = JSON.parse(out);
    expect(find(report, 'options-file')).toMatchObject({ status: 'problem', finding: expect.stringMatching(words) });
    expect(find(report, 'content')).toMatchObject({ status: 'warning' });
  });

  test('has nothing on the standard error output where register is preloaded, either', async () => {
    const preload = `--require ${join(__dirname, '../../dist/register.js')}`;
    const env = { NODE_OPTIONS: preload, HH_API_URL: 'http://127.0.0.1:9' };
    for (const own of [{ HH_DEBUG: '1' }, { HH_ENABLED: 'canary' }]) {
      const { err, out } = await doctor(['--json'], { ...env, ...own });
      expect({ err, ok: (JSON.parse(out) as Report).ok }).toEqual({ err: '', ok: false });
    }
  });

  test.each([
    [['--sned'], /^Unknown option '--sned'/],
    [['app.js'], /^doctor takes no argument "app\.js"\./],
  ])('with %j ends with exit code 2 and an error message', async (args, message) => {
    const { code, out, err } = await doctor(args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(message);
    expect(err).toMatch(/\nSee honeyhive-otel doctor --help\.\n$/);
  });

  test('--help explains it, and how variables of a file are read', async () => {
    const { code, out } = await doctor(['--help']);
    expect(code).toBe(0);
    expect(out).toContain('Usage: honeyhive-otel doctor [options]');
    expect(out).toContain('node --env-file=.env node_modules/opentelemetry-exporter-honeyhive/dist/cli.js doctor');
  });
});
