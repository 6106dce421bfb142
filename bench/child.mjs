// Processes that are measured, and the questions that they answer. A child ends with its parent, and by a deadline.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const running = new Set();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/**
 * Starts a file of this folder as a process. `ask` resolves with what it answers, and rejects if it fails, ends, or takes
 * longer than `timeoutMs`.
 */
export function startChild(file, { args = [], execArgv = [], env = {} } = {}) {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), args, {
    execArgv,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
  });
  running.add(child);
  let said = '';
  child.stderr.on('data', (text) => {
    said = (said + text).slice(-4000);
  });
  child.once('exit', () => running.delete(child));
  return {
    pid: child.pid,
    ask: (what, given, timeoutMs = 180_000) =>
      new Promise((resolve, reject) => {
        const fail = (why) => settle(() => reject(new Error(`${file} ${args.join(' ')}: ${what}: ${why}\n${said}`)));
        const onExit = (code, signal) => fail(`ended with ${code ?? signal}`);
        const onMessage = ({ error, value }) =>
          settle(() =>
            error === undefined ? resolve(value) : reject(new Error(`${file} ${args.join(' ')}: ${error}`)),
          );
        const timer = setTimeout(() => {
          fail(`no answer for ${timeoutMs / 1000} s`);
          child.kill('SIGKILL');
        }, timeoutMs);
        const settle = (give) => {
          clearTimeout(timer);
          child.off('exit', onExit).off('message', onMessage);
          give();
        };
        child.once('exit', onExit).once('message', onMessage);
        child.send({ what, given });
      }),
    stop: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve();
        child.once('exit', resolve);
        child.kill('SIGKILL');
      }),
  };
}

/** In the child: answers questions by name, one after the other. */
export function serve(answers) {
  process.on('disconnect', () => process.exit());
  process.on('message', async ({ what, given }) => {
    try {
      process.send({ value: await answers[what](given) });
    } catch (error) {
      process.send({ error: error.stack });
    }
  });
}
