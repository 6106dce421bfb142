// Apps of the demo, each in a process of its own with this package's register.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const timeoutMs = 60_000;

/** Starts an app of this folder; its output is shown as it comes. `ended` rejects unless it exits with 0. */
export function startApp(file, settings, env) {
  const command = ['--import', 'opentelemetry-exporter-honeyhive/register', `examples/demo/${file}`];
  const shown = Object.entries(settings).map(([name, value]) => `${name}=${value} `);
  console.log(`\n$ ${shown.join('')}node ${command.join(' ')}\n`);
  const app = spawn(process.execPath, command, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...env, ...settings },
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  });
  const stop = () => app.kill('SIGKILL');
  process.once('exit', stop);
  const ended = once(app, 'exit').then(([code, signal]) => {
    process.off('exit', stop);
    if (signal !== null) throw new Error(`${file} was still running after ${timeoutMs / 1000} s`);
    if (code !== 0) throw new Error(`${file} exited with code ${code}`);
  });
  return { app, ended };
}

/** The first message of an app. Rejects if it ends without one. */
export async function messageOf({ app, ended }) {
  const [message] = await Promise.race([once(app, 'message'), ended.then(() => Promise.reject(new Error('it ended')))]);
  return message;
}
