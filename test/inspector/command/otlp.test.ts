import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { endAll, type Run, startCli } from '../../support/cli';
import { post } from '../post';

afterEach(endAll);

async function inspector(): Promise<{ readonly run: Run; readonly url: string }> {
  const run = startCli(['inspect', '--port', '0', '--memory']);
  return { run, url: (await run.until(/^The page: (http:\S+)\//m))[1] ?? '' };
}

const callsAt = async (url: string): Promise<readonly Record<string, unknown>[]> => {
  const { rows } = (await (await fetch(`${url}/api/calls?order=oldest`)).json()) as { rows: Record<string, unknown>[] };
  return rows;
};

test.each(['proto', 'http'])('spans of an app that exports by OTLP (%s) are events with their tree', async (format) => {
  const { run, url } = await inspector();
  const exporter = `@opentelemetry/exporter-trace-otlp-${format}`;
  const program = join(__dirname, 'exporting-agent.cjs');
  await promisify(execFile)(process.execPath, [program, exporter, `${url}/v1/traces`]);
  await run.until(/Where to\?/);
  const [chain, model] = await callsAt(url);
  expect(chain).toMatchObject({ kind: 'chain', name: 'invoke_agent planner' });
  expect(model).toMatchObject({
    kind: 'model',
    model: 'gpt-4o',
    preview: 'Where to?',
    promptTokens: 12,
    completionTokens: 3,
    parentId: chain?.['id'],
    sessionId: chain?.['sessionId'],
  });
});

test.each(['proto', 'http'])('content in log events (%s) is joined with its span', async (format) => {
  const { run, url } = await inspector();
  await promisify(execFile)(process.execPath, [join(__dirname, 'exporting-events.cjs'), format, url]);
  await run.until(/Where to\?/);
  expect(await callsAt(url)).toMatchObject([{ kind: 'model', model: 'gpt-4o', preview: 'Where to?' }]);
});

test.each([
  ['garbage', Buffer.from([255, 255, 255]), 'application/x-protobuf', {}, 400],
  ['no JSON', Buffer.from('{'), 'application/json', {}, 400],
  [
    'what is said to be compressed and is not',
    Buffer.from('{}'),
    'application/json',
    { 'content-encoding': 'gzip' },
    400,
  ],
  ['another type', Buffer.from('{}'), 'text/plain', {}, 415],
  ['nothing in protobuf', Buffer.alloc(0), 'application/x-protobuf', {}, 200],
  ['nothing in JSON', gzipSync('{}'), 'application/json', { 'content-encoding': 'gzip' }, 200],
])('%s gets the answer that it should', async (_what, body, type, headers, status) => {
  const { url } = await inspector();
  const answer = await post(`${url}/v1/traces`, body, { 'content-type': type, ...headers });
  expect(answer.status).toBe(status);
  expect(await callsAt(url)).toEqual([]);
});
