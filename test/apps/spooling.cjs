// An app with a spool, on the built package. The first argument is the scenario; the rest is in the environment.
const { once } = require('node:events');
const { randomBytes } = require('node:crypto');
const { setImmediate: turn, setTimeout: delay } = require('node:timers/promises');
const { Worker, isMainThread, parentPort } = require('node:worker_threads');
const { DIST, DIRECTORY, URL_TO_SEND_TO, OPTIONS = '{}', COUNT = '10', SEED = '0' } = process.env;
const { HoneyHiveSpanExporter } = require(DIST);

const open = (inCode = {}) =>
  new HoneyHiveSpanExporter({
    apiKey: 'hh_canary_key_wxyz',
    headers: { 'x-gateway': 'canary_header' },
    url: URL_TO_SEND_TO,
    spoolDirectory: DIRECTORY,
    maxBatchDelayMs: 5,
    ...JSON.parse(OPTIONS),
    ...inCode,
  });

/** The same numbers for the same seed, each from 0 to below 1. */
let state = Number(SEED);
const random = () => {
  state = (state * 69_069 + 0.123456789) % 1;
  return state;
};

/** Exports a model call with a prompt of that length. Resolves at its first verdict, when it is on the disk at the latest. */
const call = (exporter, length) => {
  const text = 'x'.repeat(length);
  const span = {
    name: 'chat',
    spanContext: () => context,
    startTime: [1_700_000_000, 0],
    endTime: [1_700_000_001, 0],
    status: { code: 0 },
    events: [],
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.request.model': 'm',
      'gen_ai.input.messages': JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: text }] }]),
    },
  };
  const context = { traceId: randomBytes(16).toString('hex'), spanId: randomBytes(8).toString('hex'), traceFlags: 1 };
  return new Promise((resolve) => exporter.export([span], resolve));
};
const calls = (exporter) => {
  for (let made = 0; made < Number(COUNT); made += 1) call(exporter, 1000);
};

/** The same in several turns of the event loop, so that memory may overflow to the disk in between. */
const callsInTurns = async (exporter) => {
  const verdicts = [];
  for (let made = 0; made < Number(COUNT); made += 1) {
    verdicts.push(call(exporter, 1000));
    if (made % 10 === 9) await delay(2);
  }
  await Promise.all(verdicts);
};

const print = (exporter) => console.log(JSON.stringify(exporter.stats()));

/** Resolves when nothing has been pending for a while. */
async function emptied(exporter) {
  for (let quiet = 0; quiet < 5; ) {
    await exporter.forceFlush().catch(() => undefined);
    quiet = exporter.stats().pending === 0 ? quiet + 1 : 0;
    await delay(20);
  }
}

const scenarios = {
  /** Calls of all lengths, without an end; a dot for each turn of the event loop. */
  async 'calls until it is killed'() {
    const exporter = open();
    await call(exporter, 10);
    console.log('ready');
    for (;;) {
      const most = 10 ** (1 + 4 * random());
      for (let made = 20 * random(); made > 0; made -= 1) call(exporter, Math.floor(most * random()));
      process.stdout.write('.');
      await (random() < 0.1 ? delay(2) : turn());
    }
  },
  async 'calls, then waits'() {
    const exporter = open();
    await callsInTurns(exporter);
    print(exporter);
    process.stdin.on('data', () => setInterval(() => call(exporter, 10), 100));
    await delay(170_000);
  },
  async 'waits for input, then delivers what it finds'() {
    console.log('ready');
    await once(process.stdin, 'data');
    process.stdin.destroy();
    const exporter = open();
    await emptied(exporter);
    print(exporter);
    await exporter.shutdown();
  },
  async 'delivers what it finds'() {
    const exporter = open();
    await emptied(exporter);
    print(exporter);
    await exporter.shutdown();
  },
  async 'calls and exits'() {
    calls(open());
    process.exit(3);
  },
  async 'calls, each of which takes a tenth of a second to map, and exits'() {
    const redact = (record) => {
      const until = performance.now() + 100;
      while (performance.now() < until);
      return record;
    };
    calls(open({ redact }));
    process.exit(3);
  },
  async 'calls, begins a shutdown and exits'() {
    const exporter = open();
    calls(exporter);
    void exporter.shutdown();
    process.exit(3);
  },
  async 'calls and throws'() {
    calls(open());
    throw new Error('of the app');
  },
  async 'calls and has nothing left to do'() {
    calls(open());
  },
  async 'calls, flushes and prints what holds it'() {
    const exporter = open();
    await exporter.forceFlush();
    console.log(process.getActiveResourcesInfo().filter((name) => !/^(Pipe|TTY|FSReq)/.test(name)));
  },
  async 'calls in a thread that is terminated'() {
    const worker = new Worker(__filename, { argv: ['calls in this thread'] });
    await once(worker, 'message');
    await worker.terminate();
  },
  async 'calls in this thread'() {
    const exporter = open();
    await callsInTurns(exporter);
    if (!isMainThread) parentPort.postMessage('called');
    await delay(170_000);
  },
};
setTimeout(() => process.exit(99), 600_000).unref(); // even if the test forgets it
void scenarios[process.argv[2]]();
