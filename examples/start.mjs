// `npm start` of every example: node ../start.mjs <the command of the app>
//
// What is missing is run on this machine: without OPENAI_API_KEY a stand-in answers in place of OpenAI, without HH_API_KEY the
// inspector takes the events in place of HoneyHive. Where both are set, the command is run as it is.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

const { OPENAI_API_KEY, HH_API_KEY } = process.env;
const command = process.argv.slice(2);
const pathOf = (file) => fileURLToPath(new URL(`../${file}`, import.meta.url));

if (!existsSync(pathOf('dist'))) console.log('Installing and building the clone (the first time only) …');
const { status } = spawnSync(process.execPath, [pathOf('.ci/ready.mjs'), 'demo'], { stdio: ['ignore', 2, 2] });
if (status !== 0) process.exit(status ?? 1);

if (HH_API_KEY) await run(command, OPENAI_API_KEY ? {} : await standIn());
else await run(inspected(), {});

/** Runs this file again, inside the inspector: there it has a key. */
function inspected() {
  const [node, file] = process.argv;
  return [node, pathOf('dist/cli.js'), 'inspect', '--memory', '--port', '0', '--', node, file, ...command];
}

/** A server that answers as OpenAI does. */
async function standIn() {
  const { startOpenAi } = createRequire(import.meta.url)('../test/support/providers/openai.cjs');
  const { url } = await startOpenAi();
  console.log('OPENAI_API_KEY is not set: a stand-in on this machine answers in place of OpenAI.');
  return { OPENAI_BASE_URL: url, OPENAI_API_KEY: 'sk-stand-in' };
}

/** Runs a command, and ends with it. */
async function run([program, ...args], env) {
  // The inspector would record any app. An example shows how it is recorded by itself.
  const ofInspector = ` --import ${pathToFileURL(pathOf('dist/register.js'))}`;
  const NODE_OPTIONS = ` ${process.env.NODE_OPTIONS ?? ''}`.replace(ofInspector, '').trim();
  const child = spawn(program, args, { stdio: 'inherit', env: { ...process.env, NODE_OPTIONS, ...env } });
  // A terminal sends Ctrl-C to the command as well.
  process.on('SIGINT', () => {}).on('SIGTERM', () => child.kill('SIGTERM'));
  const [code] = await once(child, 'exit');
  process.exit(code ?? 1);
}
