// `npm run demo`: runs two unmodified apps with this package's register, and shows what arrives. A local server takes the place of
// the model, and another that of HoneyHive. With `--live` and HH_API_KEY, events go to HoneyHive itself.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startApp } from './app-process.mjs';
import { chat, questions } from './chat-turns.mjs';
import { proveCalls, proveTree } from './proofs.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const require = createRequire(import.meta.url);
const live = process.argv.includes('--live');

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

const { renderSessions, startReceiver } = require('../../dist/inspector/index.js');
const { startOpenAi } = require('../../test/support/providers/openai.cjs');
try {
  await withServers(async (openAi, receiver, env) => {
    await startApp('app.mjs', {}, env).ended;
    if (receiver !== undefined) await showCalls(openAi.exchanges, receiver);
  });
  await withServers(async (openAi, receiver, env) => {
    await chat(env);
    if (receiver === undefined) printWhereToLook();
    else await showTree(openAi.exchanges, receiver);
  });
} catch (error) {
  console.error(`\nThe demo failed: ${error.message}`);
  process.exitCode = 1;
}

/** With a model, with a place for the events unless that is HoneyHive, and with the environment of an app that uses both. */
async function withServers(work) {
  const openAi = await startOpenAi();
  const receiver = live ? undefined : await startReceiver();
  const honeyHive = live
    ? process.env
    : { ...withoutHoneyHive(process.env), HH_API_URL: receiver.url, HH_API_KEY: 'local' };
  try {
    await work(openAi, receiver, {
      HH_PROJECT: 'demo',
      ...honeyHive,
      OPENAI_BASE_URL: openAi.url,
      OPENAI_API_KEY: 'sk-demo',
    });
  } finally {
    await Promise.all([openAi.close(), receiver?.close()]);
  }
}

/** The user's own HoneyHive settings would change what the demo shows. */
function withoutHoneyHive(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('HH_')));
}

async function showCalls(calls, receiver) {
  const events = await receiver.waitForEvents(calls.length, 5_000).catch(() => receiver.events);
  console.log(`\n${events.length} events arrived at the local substitute for HoneyHive, in one session:\n`);
  print(receiver);
  proveCalls(calls, events, receiver.sessions);
  console.log('\nEvery model call of the app arrived as an event, without any change to the app.');
}

async function showTree(calls, receiver) {
  // The app has ended, and its end waits for what was pending.
  console.log('\nThe chat arrived as one session, with the agent of each turn, its model calls and its tools:\n');
  print(receiver);
  proveTree(calls, questions.length, receiver.v1Events, receiver.sessions);
  console.log('\nTo see the sessions of your own app on a page: npx honeyhive-otel inspect -- node app.js');
}

function print(receiver) {
  const screen = { width: process.stdout.columns || 120, colour: process.stdout.isTTY && !process.env.NO_COLOR };
  for (const line of renderSessions(receiver, screen)) console.log(line);
}

function printWhereToLook() {
  console.log('\nThe sessions of both apps were sent to HoneyHive, unless a line above reports a problem.');
  console.log(`See the latest of the project "${process.env.HH_PROJECT ?? 'demo'}" at https://app.honeyhive.ai.`);
}
