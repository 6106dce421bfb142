// `npm run demo`: runs app.mjs, unmodified, under the package's register, and shows the events that arrive.
// The model and HoneyHive are stand-ins on this machine; with `--live` and HH_API_KEY the events go to HoneyHive.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const require = createRequire(import.meta.url);
const live = process.argv.includes('--live');
const patienceMs = 60_000;

if (live && !process.env.HH_API_KEY) {
  console.error('npm run demo -- --live sends to HoneyHive: set HH_API_KEY (and HH_PROJECT) first.');
  process.exit(2);
}

console.log(existsSync(join(root, 'node_modules')) ? 'Getting ready …' : 'Installing and building, once …');
const ready = spawnSync(process.execPath, [join(root, '.ci', 'ready.mjs'), 'demo'], { stdio: 'inherit' });
if (ready.status !== 0) {
  console.error('The demo could not be installed or built: see above.');
  process.exit(1);
}

const { render, startReceiver } = require('../../dist/inspector/index.js');
const { startOpenAi } = require('../../test/support/providers/openai.cjs');
const openAi = await startOpenAi();
const receiver = live ? undefined : await startReceiver();
try {
  await runApp();
  if (receiver === undefined) sayWhereToLook();
  else await showWhatArrived();
} catch (error) {
  console.error(`\nThe demo failed: ${error.message}`);
  process.exitCode = 1;
} finally {
  await Promise.all([openAi.close(), receiver?.close()]);
}

/** Resolves when the app has ended well; the app's output is shown as it comes. */
async function runApp() {
  const command = ['--import', 'opentelemetry-exporter-honeyhive/register', 'examples/demo/app.mjs'];
  console.log(`\n$ node ${command.join(' ')}\n`);
  const settings = live
    ? process.env
    : { ...withoutHoneyHive(process.env), HH_API_URL: receiver.url, HH_API_KEY: 'local' };
  const app = spawn(process.execPath, command, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { HH_PROJECT: 'demo', ...settings, OPENAI_BASE_URL: openAi.url, OPENAI_API_KEY: 'sk-demo' },
    timeout: patienceMs,
    killSignal: 'SIGKILL',
  });
  const stop = () => app.kill('SIGKILL');
  process.once('exit', stop);
  const [code, signal] = await new Promise((resolve, reject) => {
    app.once('error', reject);
    app.once('exit', (...how) => resolve(how));
  });
  process.off('exit', stop);
  if (signal !== null) throw new Error(`the app was still running after ${patienceMs / 1000} s`);
  if (code !== 0) throw new Error(`the app ended with ${code}`);
}

/** Settings meant for apps of the user's own would change what is shown here. */
function withoutHoneyHive(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('HH_')));
}

/** @throws if a call of the app has no event, or another number of tokens or outcome than the model said */
async function showWhatArrived() {
  const calls = openAi.exchanges;
  const events = await receiver.waitForEvents(calls.length, 5_000).catch(() => receiver.events);
  console.log(`\n${events.length} events arrived at the local stand-in of HoneyHive:\n`);
  const screen = { width: process.stdout.columns || 120, colour: process.stdout.isTTY && !process.env.NO_COLOR };
  for (const line of render(events, screen)) console.log(line);

  const missing = calls.filter((call) => !events.some((event) => tellsOf(event, call)));
  if (missing.length > 0) throw new Error(`${missing.length} of ${calls.length} model calls of the app have no event`);
  if (events.length > calls.length)
    throw new Error(`${calls.length} model calls of the app made ${events.length} events`);
  console.log('\nEvery model call of the app arrived, without a change to it.');
  console.log('To watch an app of your own: npx honeyhive-otel inspect');
}

function tellsOf(event, { status, request, response, chunks }) {
  const usage = response?.usage ?? chunks?.at(-1)?.usage;
  return (
    event.messages.length === request.messages.length &&
    event.usage.total_tokens === usage?.total_tokens &&
    (event.error === null) === (status === 200)
  );
}

function sayWhereToLook() {
  console.log(`\n${openAi.exchanges.length} model calls were sent to HoneyHive, unless a line above says otherwise.`);
  console.log(
    `Look at https://app.honeyhive.ai, project "${process.env.HH_PROJECT ?? 'demo'}", under its latest events.`,
  );
}
