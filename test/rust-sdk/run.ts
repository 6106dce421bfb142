// OpenTelemetry's SDK for Rust, as Deno has it, as a client of the relay: `npm run test:rust-sdk`. See CONTRIBUTING.md.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { startReceiver } from '../../src/inspector';
import { newFolder, removeFolders, startRelay } from '../relay/relay-process';
import { endAll } from '../support/cli';

const deno = join(__dirname, 'node_modules/.bin/deno');
const token = 'a-token-of-this-test';

async function main(): Promise<void> {
  if (!existsSync(deno)) execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: __dirname, stdio: 'inherit' });
  for (const queue of ['memory', newFolder()]) {
    for (const protocol of ['http/protobuf', 'http/json']) await check(queue, protocol);
  }
  removeFolders();
}

async function check(queue: string, protocol: string): Promise<void> {
  const honeyHive = await startReceiver();
  const relay = await startRelay(['--queue', queue], { HH_API_URL: honeyHive.url, HH_RELAY_TOKEN: token });
  const app = spawn(deno, ['run', '--allow-all', 'app.mjs'], {
    cwd: __dirname,
    env: {
      ...{ PATH: process.env['PATH'], HOME: newFolder(), OTEL_DENO: 'true', OTEL_SERVICE_NAME: 'an-app-in-deno' },
      ...{ OTEL_EXPORTER_OTLP_ENDPOINT: relay.url, OTEL_EXPORTER_OTLP_PROTOCOL: protocol },
      ...{ OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer ${token}`, OTEL_METRICS_EXPORTER: 'none' },
    },
    stdio: 'inherit',
  });
  assert.deepEqual(await once(app, 'exit'), [0, null]);
  await honeyHive.waitForEvents(2);
  const [call, failed] = honeyHive.events.toSorted((one, other) => one.start_time - other.start_time);
  assert.deepEqual(call?.messages, [{ role: 'user', content: 'Where to?' }]);
  assert.deepEqual(call?.response, { role: 'assistant', content: 'To the sea — 海.', finish_reason: 'stop' });
  assert.deepEqual(call?.usage, { prompt_tokens: 4, completion_tokens: 3, total_tokens: 7 });
  assert.deepEqual(call?.hyperparameters, { temperature: 0.5, stop: ['a', 'b'] });
  assert.equal(call?.metadata?.['service.name'], 'an-app-in-deno');
  assert.ok((call?.duration ?? 0) >= 19 && (call?.cost ?? 0) > 0);
  assert.equal(failed?.error, 'Error: too many requests');
  assert.equal(failed?.session_id, call?.session_id);
  assert.equal(failed?.metadata?.['trace_id'], call?.metadata?.['trace_id']);
  console.log(
    `${protocol}, queue ${queue === 'memory' ? queue : 'in a directory'}: two calls, complete, in one session.`,
  );
  await endAll();
  await honeyHive.close();
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
