import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import manifest from '../../package.json';
import { findingsOf } from '../../src/doctor/finding';
import { jsonReport } from '../../src/doctor/report';
import { startReceiver } from '../../src/inspector';

const root = join(__dirname, '../..');
const page = readFileSync(join(root, 'docs/doctor.md'), 'utf8');

/** What differs from run to run, and where lines are broken because of it. */
const steady = (text: string): string =>
  text
    .replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:8787')
    .replaceAll(/after \d+ ms/g, 'after 12 ms')
    .replaceAll(/Within \d+ s/g, 'Within 1 s')
    .replaceAll(/Node v[\d.]+/g, 'Node v20.20.2')
    .replaceAll(/\s+/g, ' ')
    .trim();

function appWith(packages: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'honeyhive-doctor-'));
  for (const [name, version] of Object.entries(packages)) {
    const place = join(folder, 'node_modules', name);
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, 'package.json'), JSON.stringify({ name, version }));
  }
  return folder;
}

/** Not synchronously: this process has the server that the command asks. */
const run = (cwd: string, env: Readonly<Record<string, string>>): Promise<string> =>
  new Promise((resolve) => {
    const options = { cwd, env: { PATH: process.env['PATH'], ...env } };
    execFile(process.execPath, [join(root, 'dist/cli.js'), 'doctor'], options, (_error, out) => resolve(out));
  });

test('the page shows what the command prints', async () => {
  const receiver = await startReceiver();
  const app = appWith({
    '@opentelemetry/api': '1.9.1',
    '@opentelemetry/sdk-trace-node': '2.12.0',
    '@opentelemetry/instrumentation-openai': '0.21.0',
    [manifest.name]: manifest.version,
  });
  const printed = await run(app, { HH_API_KEY: 'local', HH_API_URL: receiver.url });
  await receiver.close();
  rmSync(app, { recursive: true });
  const [, shown = ''] = /```text\n(honeyhive-otel doctor .*?)```/s.exec(page) ?? [];
  expect(steady(shown)).toBe(steady(printed));
});

test('the page lists every check, in the order in which they are made', () => {
  const named = [...page.matchAll(/^\| (`[^|]*`) \|/gm)].flatMap(([, names = '']) => names.match(/[\w-]+/g) ?? []);
  const [, shown = ''] = /```text\n(honeyhive-otel doctor .*?)```/s.exec(page) ?? [];
  const made = [...shown.matchAll(/^(?:ok|warning|problem|skipped) +([\w-]+)/gm)].map(([, name]) => name);
  expect(named).toEqual(made);
});

test('the page shows the form of the JSON document', () => {
  const { problem } = findingsOf('key');
  const finding = problem(
    'HH_API_KEY is not set, so nothing is sent.',
    'Set it to the API key of your project, from its settings in HoneyHive.',
  );
  const [, shown = ''] = /```json\n(.*?)```/s.exec(page) ?? [];
  expect(JSON.parse(shown)).toEqual(JSON.parse(jsonReport(manifest.version, [finding])));
});
