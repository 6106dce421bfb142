// Runs measurements in child processes and calls functions in them. A child ends with its parent, or when a call times out.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const running = new Set();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/**
 * Starts a file of this folder as a process. `ask` calls a function that the process serves: it resolves with the result, and
 * rejects if the function throws, the process ends, or the call takes longer than `timeoutMs`.
 */
export function startChild(file, { args = [], execArgv = [], env = {} } = {}) {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), args, {
    execArgv,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
  });
  running.add(child);
  let stderr = '';
  child.stderr.on('data', (text) => {
    stderr = (stderr + text).slice(-4000);
  });
  child.once('exit', () => running.delete(child));
  return {
    pid: child.pid,
    ask: (name, argument, timeoutMs = 180_000) =>
      new Promise((resolve, reject) => {
        const fail = (why) => settle(() => reject(new Error(`${file} ${args.join(' ')}: ${name}: ${why}\n${stderr}`)));
        const onExit = (code, signal) => fail(`ended with ${code ?? signal}`);
        const onMessage = ({ error, value }) =>
          settle(() =>
            error === undefined ? resolve(value) : reject(new Error(`${file} ${args.join(' ')}: ${error}`)),
          );
        const timer = setTimeout(() => {
          fail(`no result after ${timeoutMs / 1000} s`);
          child.kill('SIGKILL');
        }, timeoutMs);
        const settle = (finish) => {
          clearTimeout(timer);
          child.off('exit', onExit).off('message', onMessage);
          finish();
        };
        child.once('exit', onExit).once('message', onMessage);
        child.send({ name, argument });
      }),
    stop: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve();
        child.once('exit', resolve);
        child.kill('SIGKILL');
      }),
  };
}

/** In the child: serves functions to `ask`, by name. */
export function serve(functions) {
  process.on('disconnect', () => process.exit());
  process.on('message', async ({ name, argument }) => {
    try {
      process.send({ value: await functions[name](argument) });
    } catch (error) {
      process.send({ error: error.stack });
    }
  });
}
