// `npm run demo`: runs app.mjs, unmodified, with this package's register, and shows the events that arrive.
// A local server takes the place of the model, and another that of HoneyHive. With `--live` and HH_API_KEY, events go to
// HoneyHive itself.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const require = createRequire(import.meta.url);
const live = process.argv.includes('--live');
const appTimeoutMs = 60_000;

if (live && !process.env.HH_API_KEY) {
  console.error('npm run demo -- --live sends events to HoneyHive. Set HH_API_KEY (and HH_PROJECT) first.');
  process.exit(2);
}

console.log(existsSync(join(root, 'node_modules')) ? 'Preparing …' : 'Installing and building (the first time only) …');
const ready = spawnSync(process.execPath, [join(root, '.ci', 'ready.mjs'), 'demo'], { stdio: 'inherit' });
if (ready.status !== 0) {
  console.error('The demo could not be installed or built. The reason is above.');
  process.exit(1);
}

const { render, startReceiver } = require('../../dist/inspector/index.js');
const { startOpenAi } = require('../../test/support/providers/openai.cjs');
const openAi = await startOpenAi();
const receiver = live ? undefined : await startReceiver();
try {
  await runApp();
  if (receiver === undefined) printWhereToLook();
  else await showEvents();
} catch (error) {
  console.error(`\nThe demo failed: ${error.message}`);
  process.exitCode = 1;
} finally {
  await Promise.all([openAi.close(), receiver?.close()]);
}

/** Resolves when the app has exited with 0; its output is shown as it comes. */
async function runApp() {
  const command = ['--import', 'opentelemetry-exporter-honeyhive/register', 'examples/demo/app.mjs'];
  console.log(`\n$ node ${command.join(' ')}\n`);
  const env = live ? process.env : { ...withoutHoneyHive(process.env), HH_API_URL: receiver.url, HH_API_KEY: 'local' };
  const app = spawn(process.execPath, command, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { HH_PROJECT: 'demo', ...env, OPENAI_BASE_URL: openAi.url, OPENAI_API_KEY: 'sk-demo' },
    timeout: appTimeoutMs,
    killSignal: 'SIGKILL',
  });
  const stop = () => app.kill('SIGKILL');
  process.once('exit', stop);
  const [code, signal] = await new Promise((resolve, reject) => {
    app.once('error', reject);
    app.once('exit', (...codeAndSignal) => resolve(codeAndSignal));
  });
  process.off('exit', stop);
  if (signal !== null) throw new Error(`the app was still running after ${appTimeoutMs / 1000} s`);
  if (code !== 0) throw new Error(`the app exited with code ${code}`);
}

/** The user's own HoneyHive settings would change what the demo shows. */
function withoutHoneyHive(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('HH_')));
}

/** @throws if a model call has no event, or one whose tokens or outcome differ from the model's response */
async function showEvents() {
  const calls = openAi.exchanges;
  const events = await receiver.waitForEvents(calls.length, 5_000).catch(() => receiver.events);
  console.log(`\n${events.length} events arrived at the local substitute for HoneyHive:\n`);
  const screen = { width: process.stdout.columns || 120, colour: process.stdout.isTTY && !process.env.NO_COLOR };
  for (const line of render(events, screen)) console.log(line);

  const missing = calls.filter((call) => !events.some((event) => describes(event, call)));
  if (missing.length > 0) throw new Error(`${missing.length} of the app's ${calls.length} model calls have no event`);
  if (events.length > calls.length)
    throw new Error(`the app's ${calls.length} model calls became ${events.length} events`);
  console.log('\nEvery model call of the app arrived as an event, without any change to the app.');
  console.log('To see the events of your own app: npx honeyhive-otel inspect');
}

function describes(event, { status, request, response, chunks }) {
  const usage = response?.usage ?? chunks?.at(-1)?.usage;
  return (
    event.messages.length === request.messages.length &&
    event.usage.total_tokens === usage?.total_tokens &&
    (event.error === null) === (status === 200)
  );
}

function printWhereToLook() {
  console.log(
    `\n${openAi.exchanges.length} model calls were sent to HoneyHive, unless a line above reports a problem.`,
  );
  console.log(
    `See the latest events of the project "${process.env.HH_PROJECT ?? 'demo'}" at https://app.honeyhive.ai.`,
  );
}
