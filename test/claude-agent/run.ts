// The real Claude Agent SDK with `register` and HH_CHILDREN=otlp: `npm run test:claude-agent`. See CONTRIBUTING.md.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startReceiver } from '../../src/inspector';
import { startApi } from './api';

const register = join(__dirname, '../../dist/register.js');
const installed = join(__dirname, 'node_modules/@anthropic-ai/claude-agent-sdk');

async function main(): Promise<void> {
  if (!existsSync(installed))
    execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: __dirname, stdio: 'inherit' });
  const folder = mkdtempSync(join(tmpdir(), 'claude-agent-'));
  const file = join(folder, 'facts.txt');
  writeFileSync(file, 'The answer is 42.\n');
  const api = await startApi(file);
  for (const captureContent of [true, false]) await check(folder, api.url, captureContent);
  api.close();
  rmSync(folder, { recursive: true });
}

async function check(folder: string, apiUrl: string, captureContent: boolean): Promise<void> {
  const receiver = await startReceiver();
  const env = {
    ...{ PATH: process.env['PATH'], HOME: folder, ANTHROPIC_BASE_URL: apiUrl, ANTHROPIC_API_KEY: 'sk-ant-none' },
    ...{ CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1', HH_CHILDREN: 'otlp', HH_API_KEY: 'key' },
    ...{ HH_API_URL: receiver.url, HH_EVENTS_API: 'v1', HH_EVENTS: 'all', HH_CAPTURE_CONTENT: String(captureContent) },
  };
  const app = spawn(process.execPath, ['--require', register, join(__dirname, 'agent.mjs'), folder], {
    env,
    stdio: 'inherit',
  });
  const [code] = (await once(app, 'exit')) as [number | null];
  assert.equal(code, 0);
  const events = receiver.v1Events;
  const models = events.filter((event) => event['event_type'] === 'model');
  const tools = events.filter((event) => event['event_type'] === 'tool');
  assert.deepEqual([models.length, tools.length], [2, 1]);
  assert.equal(new Set(events.map((event) => event['session_id'])).size, 1);
  assert.equal(receiver.sessions.length, 1);
  assert.equal(receiver.sessions[0]?.['session_name'], 'agent.mjs');
  const written = JSON.stringify(events);
  assert.equal(/It is 42|The answer is|facts\.txt/.test(written), captureContent);
  if (captureContent)
    for (const words of ['It is 42', 'The answer is 42', '"Read"']) assert.ok(written.includes(words));
  for (const { metadata } of models) {
    const { cost, prompt_tokens, completion_tokens } = metadata as Readonly<Record<string, unknown>>;
    assert.ok(
      Number(cost) > 0 && prompt_tokens === 20 && completion_tokens === 9,
      JSON.stringify(metadata).slice(0, 500),
    );
  }
  console.log(`${captureContent ? 'With' : 'Without'} content: ${events.length} events in one session.`);
  await receiver.close();
}

void main();
