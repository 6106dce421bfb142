// node bench/reliability/run.mjs [part of a scenario's name]: what arrives through each exporter when things fail. See README.md in
// this folder.
import { fork } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import '../installed.mjs';
import { startReceiver } from './receiver.mjs';
import { scenarios } from './scenarios.mjs';

const subjects = { ours: 'ours', 'otlp-json': 'OTLP/HTTP, batch processor', langfuse: 'Langfuse' };
/** The longest time that an app runs on after its spans ended. */
const maxRunMs = 40_000;
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
  `Delivered · stored a second time · time until the last had arrived and the flush had returned · live heap. Node ${process.version}.\n`,
);
console.log(markdown([['', ...Object.values(subjects)], Array(4).fill('---'), ...rows]));

async function measure(candidate, scenario) {
  const receiver = await startReceiver(scenario.respond);
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
  const isComplete = () => receiver.results().delivered >= (scenario.deliverable ?? scenario.records);
  const isDone = () => child.exitCode !== null || (isComplete() && flushedAt > 0);
  while (performance.now() - endingAt < maxRunMs && !isDone()) await sleep(50);
  await sleep(300); // for records that are sent twice, or late
  if (child.connected) child.send('shut down', () => undefined);
  await Promise.race([ended, sleep(shutdownMs)]);
  child.kill('SIGKILL');
  running.delete(child);
  receiver.close();
  const { delivered, twice, lastStoredAt = endingAt } = receiver.results();
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
