// node bench/reliability/run.mjs [part of a scenario's name]: what arrives when things fail, through each exporter as its own
// documentation sets it up. Loopback only; about five minutes.
import { fork } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import '../installed.mjs';
import { startReceiver } from './receiver.mjs';
import { scenarios } from './scenarios.mjs';

const subjects = { ours: 'ours', 'otlp-json': 'OTLP/HTTP, batch processor', langfuse: 'Langfuse' };
/** How long an app runs on after its spans ended. */
const patienceMs = 40_000;
const shutdownMs = 15_000;

const running = new Set();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

const wanted = scenarios.filter(({ name }) => name.includes(process.argv[2] ?? ''));
const rows = [];
for (const scenario of wanted) {
  const results = await Promise.all(Object.keys(subjects).map((candidate) => measure(candidate, scenario)));
  rows.push([`${scenario.name} (${scenario.records})`, ...results.map((result) => shown(result, scenario))]);
  console.error(`${scenario.name}: ${results.map((result) => shown(result, scenario)).join(' | ')}`);
}
console.log(
  `Delivered · stored once more · until the last had arrived and the flush returned · live heap. Node ${process.version}.\n`,
);
console.log(markdown([['', ...Object.values(subjects)], Array(4).fill('---'), ...rows]));

async function measure(candidate, scenario) {
  const receiver = await startReceiver(scenario.meet);
  const child = fork(
    fileURLToPath(new URL('./subject.mjs', import.meta.url)),
    [candidate, receiver.url, scenario.name],
    { execArgv: ['--expose-gc'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] },
  );
  running.add(child);
  let endingAt = performance.now();
  let flushedAt = 0;
  let heap;
  child.on('message', ({ kind, bytes }) => {
    if (kind === 'ending') endingAt = performance.now();
    if (kind === 'flushed') flushedAt = performance.now();
    if (kind === 'heap') heap = bytes;
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const isComplete = () => receiver.books().delivered >= (scenario.deliverable ?? scenario.records);
  const isDone = () => child.exitCode !== null || (isComplete() && flushedAt > 0);
  while (performance.now() - endingAt < patienceMs && !isDone()) await sleep(50);
  await sleep(300); // whatever is sent twice, or still held, a moment later
  if (child.connected) child.send('shut down', () => undefined);
  await Promise.race([ended, sleep(shutdownMs)]);
  child.kill('SIGKILL');
  running.delete(child);
  receiver.close();
  const { delivered, twice, lastStoredAt = endingAt } = receiver.books();
  return { delivered, twice, ms: Math.max(lastStoredAt, flushedAt) - endingAt, heap };
}

function shown({ delivered, twice, ms, heap }, { records, deliverable = records }) {
  const share = delivered === deliverable ? `**${delivered}**` : String(delivered);
  const memory = heap === undefined ? '–' : `${(Math.max(0, heap) / 2 ** 20).toFixed(1)} MiB`;
  return `${share} · ${twice} · ${(ms / 1000).toFixed(1)} s · ${memory}`;
}

function markdown(lines) {
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
