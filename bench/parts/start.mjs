// The cost of loading, before the app does anything. Each start is a new process, and the programs take turns.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { dist } from '../installed.mjs';
import { percentile } from '../statistics.mjs';

const here = fileURLToPath(new URL('..', import.meta.url));
const say =
  'const {user, system} = process.cpuUsage(); process.stdout.write([(user + system) / 1000, process.memoryUsage.rss()].join());';
const load = (...names) => names.map((name) => `require(${JSON.stringify(name)});`).join('');
const api = '@opentelemetry/api';
const sdk = '@opentelemetry/sdk-trace-node';
const otlp = '@opentelemetry/exporter-trace-otlp-http';
/** Code that creates an exporter: some packages load most of their code only then. */
const creation = {
  ours: `new (require(${JSON.stringify(`${dist}/index.js`)}).HoneyHiveSpanProcessor)();`,
  otlp: `new (require('${otlp}').OTLPTraceExporter)({ url: 'http://127.0.0.1:9' });`,
  langfuse: `new (require('@langfuse/otel').LangfuseSpanProcessor)({ publicKey: 'pk', secretKey: 'sk', baseUrl: 'http://127.0.0.1:9' });`,
};

/** By name: the program, its preload, and the program whose cost is subtracted. */
const programs = {
  empty: { code: '' },
  'API only': { code: load(api), above: 'empty' },
  'ours above the API': { code: load(api, `${dist}/index.js`), above: 'API only' },
  'ours above the API, made': { code: load(api) + creation.ours, above: 'API only' },
  'the SDK': { code: load(api, sdk), above: 'empty' },
  'ours above the SDK': { code: load(api, sdk, `${dist}/index.js`), above: 'the SDK' },
  'ours above the SDK, made': { code: load(api, sdk) + creation.ours, above: 'the SDK' },
  'OTLP JSON above the SDK': { code: load(api, sdk, otlp), above: 'the SDK' },
  'OTLP JSON above the SDK, made': { code: load(api, sdk) + creation.otlp, above: 'the SDK' },
  'OTLP proto above the SDK': { code: load(api, sdk, '@opentelemetry/exporter-trace-otlp-proto'), above: 'the SDK' },
  'Langfuse above the SDK': { code: load(api, sdk, '@langfuse/otel'), above: 'the SDK' },
  'Langfuse above the SDK, made': { code: load(api, sdk) + creation.langfuse, above: 'the SDK' },
  register: { preload: `${dist}/register.js`, code: '', above: 'empty' },
  'register, app with http': { preload: `${dist}/register.js`, code: load('http'), above: 'http' },
  http: { code: load('http'), above: 'empty' },
};

function started({ code, preload }) {
  const args = [...(preload === undefined ? [] : ['--require', preload]), '-e', `${code}setImmediate(() => {${say}});`];
  const from = performance.now();
  const { stdout, status, stderr } = spawnSync(process.execPath, args, {
    cwd: here,
    encoding: 'utf8',
    timeout: 20_000,
    env: { ...process.env, HH_API_KEY: 'bench', HH_API_URL: 'http://127.0.0.1:9' },
  });
  if (status !== 0) throw new Error(`a program failed to start: ${stderr}`);
  const [cpu, memory] = stdout.split(',').map(Number);
  return { cpu, wall: performance.now() - from, memory: memory / 2 ** 20 };
}

export const start = {
  about: 'Import and start: ms, and MiB of memory, more than the same program without it',
  async run({ rounds }) {
    const names = Object.keys(programs);
    const taken = Object.fromEntries(names.map((name) => [name, []]));
    for (let round = 0; round < 2 * rounds + 1; round += 1) {
      for (const name of names) taken[name].push(started(programs[name]));
    }
    // The lower quartile, because disturbances of the machine can only make a start longer.
    const typical = (name, of) => percentile(taken[name].map(of), 0.25);
    const above = (name, of) => typical(name, of) - typical(programs[name].above, of);
    const results = names
      .filter((name) => programs[name].above !== undefined)
      .map((name) => ({
        name,
        cpu: above(name, ({ cpu }) => cpu),
        wall: above(name, ({ wall }) => wall),
        memory: above(name, ({ memory }) => memory),
      }));
    return {
      columns: ['', 'CPU ms', 'wall ms', 'MiB'],
      rows: results.map(({ name, cpu, wall, memory }) => [name, cpu.toFixed(1), wall.toFixed(1), memory.toFixed(1)]),
      values: Object.fromEntries(
        results.flatMap(({ name, cpu, memory }) => [
          [`start.${name}.ms`, cpu],
          [`start.${name}.MiB`, memory],
        ]),
      ),
    };
  },
};
