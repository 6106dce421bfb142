// An app that makes calls and ends as its environment says, under `register` or with the processor in code. Prints JSON, a line for
// each thing that its parent waits for. Every call is named `call-<life>-<number>`.
const { writeSync } = require('node:fs');
const { request } = require('node:http');
const { text } = require('node:stream/consumers');
const { setImmediate: turn, setTimeout: delay } = require('node:timers/promises');
const { once } = require('node:events');
const { DIST, MODEL_URL, LIFE, ROUNDS, END, IS_QUIET, WAY } = process.env;

const print = (line) => writeSync(1, `${JSON.stringify(line)}\n`);
const headers = { 'content-type': 'application/json' };
let made = 0;

/** @returns what makes a call, what flushes and what shuts down */
function open() {
  if (WAY === 'register') {
    const { flush } = require(`${DIST}/register.js`);
    // A connection for each: one that is kept may be closed by the server as this process, on a busy machine, takes it again.
    const call = async (content) => {
      const posted = request(`${MODEL_URL}/chat/completions`, { agent: false, method: 'POST', headers });
      posted.end(JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content }] }));
      const [response] = await once(posted, 'response');
      await text(response);
    };
    return { call, flush, shutdown: flush };
  }
  const { NodeTracerProvider } = require('@opentelemetry/sdk-trace-node');
  const { HoneyHiveSpanProcessor } = require(DIST);
  const processor = new HoneyHiveSpanProcessor();
  const tracer = new NodeTracerProvider({ spanProcessors: [processor] }).getTracer('faults');
  process.on('exit', () => print({ stats: processor.exporter.stats() }));
  const call = (content) => {
    const messages = JSON.stringify([{ role: 'user', parts: [{ type: 'text', content }] }]);
    const attributes = {
      'gen_ai.operation.name': 'chat',
      'gen_ai.request.model': 'm',
      'gen_ai.input.messages': messages,
    };
    tracer.startSpan('chat m', { attributes }).end();
  };
  return { call, flush: () => processor.forceFlush(), shutdown: () => processor.shutdown() };
}

const { call, flush, shutdown } = open();

async function play({ calls, chars, after }) {
  const names = Array.from({ length: calls }, (_, index) => `call-${LIFE}-${made + index}`);
  await Promise.all(names.map((name) => call(name.padEnd(chars, ' x'))));
  made += calls;
  print({ made });
  if (after === 'flush') await flush().catch(() => undefined);
  else if (after !== 'nothing') await delay(after.pauseMs);
}

const ends = {
  'nothing left to do': () => undefined,
  exit: () => process.exit(3),
  exception: () =>
    setImmediate(() => {
      throw new Error('of the app');
    }),
  signal() {
    setInterval(() => undefined, 1000);
    process.kill(process.pid, 'SIGTERM');
  },
  shutdown,
  async kill() {
    for (;;) {
      await play({ calls: 3, chars: 100, after: { pauseMs: 2 } });
      await turn();
    }
  },
};

async function main() {
  for (const round of JSON.parse(ROUNDS)) await play(round);
  if (IS_QUIET === 'true') {
    print('quiet');
    await once(process.stdin, 'data');
    // All that was answered before the parent wrote is read in these turns.
    for (let turns = 0; turns < 10; turns += 1) await turn();
  }
  process.stdin.destroy();
  await ends[END]();
}

setTimeout(() => process.exit(99), 600_000).unref(); // whatever becomes of its parent
void main();
