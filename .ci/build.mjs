// Builds dist from src. The output is CommonJS, which Node loads by both require and import (it finds named exports by static
// analysis). It is bundled into a few files, because loading two hundred small files takes longer than running them.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';
import { build } from 'esbuild';
import { bundledFolders, noticesOf } from './notices.mjs';
import { buildParts } from './parts.mjs';
import { declareOptions, pruneTypes } from './types.mjs';

/** All readers of model APIs: `wire/apis/index` loads them by `require` when they are first needed. */
const apis = readdirSync('src/wire/apis', { recursive: true })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => `wire/apis/${name.replace(/\.ts$/, '')}`);
const modulesIn = (folder) =>
  readdirSync(`src/${folder}`)
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name.replace(/\.ts$/, '')}`);
const apisIn = (folder) => apis.filter((name) => name.startsWith(`wire/apis/${folder}/`));
/** It needs Gemini's. */
const openaiOnVertex = 'wire/apis/openai/vertex';

const entries = ['index', 'register', 'instrumentation', 'inspector/index'];

/**
 * The files of the library in the order of loading, each with the modules that other files import from it. A module is placed in
 * the first file that imports it, and in no other, so that its state exists once. What is needed later is loaded later, by
 * `require` within a function.
 */
const parts = {
  // What starts with the process, and what everything shares.
  basics: [
    'config/environment',
    'config/option-parsers',
    'config/switches',
    'engine/engines',
    'otel/session-here',
    'wire/registry',
    'wire/log-failure',
    'runtime/guarded',
    'runtime/load',
    'runtime/log',
    'runtime/main-file',
    'runtime/main-thread',
    'runtime/otel/context',
    'runtime/otel/registry',
    'runtime/runtime',
    'runtime/stderr',
    'runtime/otel/suppress-tracing',
    'runtime/unquoted',
  ],
  // What listens, loaded by `register` and the instrumentation; `register` needs no more until there is something to record.
  taps: ['wire/index', 'wire/taps/server-requests', 'wire/taps/builtin-loaded', 'wire/apis/paths', 'wire/http/headers'],
  'zero-code/start': ['zero-code/start'],
  'zero-code/threads': ['zero-code/exit/worker-threads', 'session/process-session'],
  // What exporters and the recording of calls share.
  shared: [
    ...['version', 'config/queue-limits', 'mapping/span/resource-attributes', 'providers/hosts', 'wire/scope'],
    ...['runtime/deadline', 'runtime/hold-buffer'],
  ],
  // What `register` needs of an exporter before its settings are read.
  telemetry: [
    ...[
      'otel/current-session',
      'otel/settled-resource',
      'otel/accept-log-record',
      'context/event-id-of',
      'context/with-honeyhive',
    ],
    ...['context/ids-of-span', 'context/span-ancestry', 'runtime/linked-list', 'mapping/record/ids'],
    ...['engine/open-engine', 'engine/exporter-port', 'observability/diagnostics', 'session/occasion'],
  ],
  config: ['config/config', 'config/option-table'],
  exporter: ['otel/span-exporter', 'otel/span-processor', 'otel/log-record-processor'],
  index: ['index'],
  'config/config-file': ['config/config-file'],
  // What explains mistakes.
  'config/misspelt': ['config/misspelt', 'config/wrong-options', 'context/wrong-context'],
  // What the engine and the reading of exchanges share.
  'json/truncated-json': [
    ...['json/json', 'json/memory-size', 'json/thinned-json', 'json/truncated-json'],
    ...['privacy/plain-values', 'privacy/without-secrets', 'privacy/clean-texts'],
  ],
  delivery: ['pipeline/delivery'],
  // Before the engine, so that each can be loaded in a turn of its own.
  'mapping/messages': ['mapping/messages', 'mapping/read', 'mapping/media', 'mapping/api-bodies'].flatMap(modulesIn),
  'mapping/dialects': ['mapping/dialects/index'],
  'mapping/index': ['mapping/index'],
  engine: ['engine/engine', 'pipeline/content-free-record', 'pipeline/size-estimate'],
  'observability/debug-log': ['observability/debug-log'],
  'engine/feedback-update': ['engine/feedback-update'],
  'json/json-condenser': ['json/json-condenser', 'json/condense/weighing'],
  'pipeline/condensed-call': ['pipeline/condensed-call'],
  'runtime/crc32': ['runtime/crc32'],
  spool: ['delivery/spool/spool'],
  wire: ['wire/call-observer'],
  instrumentation: ['instrumentation'],
  register: ['register'],
  'zero-code/recording': ['zero-code/recording'],
  'session/process-ids': ['session/process-ids'],
  'session/inbound-occasion': ['session/inbound-occasion', 'session/session-header'],
  'zero-code/config-file': ['zero-code/config-file'],
  // Of `register`, where it takes the telemetry of child processes: what each child needs, and what is needed with the first request.
  'zero-code/children': ['zero-code/children/child-processes', 'zero-code/children/inherited-variables'],
  'zero-code/child-calls': ['zero-code/children/child-calls'],
  'zero-code/held-work': ['zero-code/held-work'],
  'pipeline/drafts/masking': ['pipeline/drafts/masking', 'privacy/masks/masks'],
  'session/invocation': ['session/invocation'],
  'zero-code/exit/lambda': ['zero-code/exit/lambda'],
  'zero-code/exit/last-delivery': ['zero-code/exit/last-delivery'],
  // Of the command, which loads it where it is asked for.
  'doctor/run-doctor': ['doctor/run-doctor'],
  'relay/index': ['relay/index'],
  // Of a thread, which loads what it needs of the others.
  'zero-code/exit/delivery-thread-worker': ['zero-code/exit/delivery-thread-worker'],
  exchange: ['wire/exchange-reader', 'wire/record-call', 'wire/later-answers', ...apisIn('fields')],
  // Most calls are in OpenAI's forms. Each file is loaded in a step of its own, since the app has the event loop between steps.
  'exchange/openai': apisIn('openai').filter((name) => name !== openaiOnVertex),
  // What reads WebSockets, loaded with the first of them.
  'exchange/sockets': ['wire/taps/socket-taps', 'wire/sockets/duplex-recorder', ...apisIn('realtime')],
  'exchange/others': apis,
};

/** Parts that no other part loads. */
const inner = ['zero-code/exit/delivery-thread-worker', 'doctor/run-doctor', 'relay/index'];

/**
 * Each is bundled into one file, because none shares state with the library: a process, a thread, and a server for tests. The command
 * loads the library where it needs an exporter, and the doctor.
 */
const programs = ['cli', 'inspector/index', 'providers/rate-worker'];

const options = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  external: ['@nats-io/*', '@opentelemetry/*', '@pydantic/genai-prices', 'better-sqlite3'],
  metafile: true,
  logLevel: 'warning',
  tsconfigRaw: { compilerOptions: { strict: true, target: 'es2023' } },
};

rmSync('dist', { recursive: true, force: true });
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], { stdio: 'inherit' });
await declareOptions('dist/config');
pruneTypes('dist', entries);
// Minified is what no stack of an app leads into, since exchanges are read in turns of their own, and what few apps load.
const dense = [
  ...Object.keys(parts).filter((name) => name.startsWith('exchange')),
  ...['zero-code/children', 'zero-code/child-calls', 'pipeline/drafts/masking', 'doctor/run-doctor', 'relay/index'],
  ...['json/json-condenser', 'pipeline/condensed-call'],
];
const library = await buildParts(parts, [...entries, ...inner], options, dense);
const alone = await Promise.all(
  programs.map((name) => {
    const isCommand = name === 'cli';
    const external = isCommand
      ? [...options.external, './index', './doctor/run-doctor', './relay/index']
      : options.external;
    const file = { entryPoints: [`src/${name}.ts`], outfile: `dist/${name}.js` };
    // No app loads the command, so no stack of an app leads into it.
    return build({ ...options, ...file, external, minify: isCommand });
  }),
);
// An ES module, because Lambda's runtime awaits the loading of a handler only if it is one.
await build({
  entryPoints: ['src/zero-code/exit/lambda-handler.mts'],
  outfile: 'dist/zero-code/exit/lambda-handler.mjs',
  format: 'esm',
});
// The inspector's page, for browsers: one script and one style sheet, compressed, which its server hands out from there.
const page = await build({
  entryPoints: ['src/inspector/page/page.tsx', 'src/inspector/page/page.css'],
  outdir: 'dist/inspector/page',
  bundle: true,
  minify: true,
  platform: 'browser',
  target: ['chrome111', 'firefox115', 'safari16.4'],
  format: 'iife',
  tsconfig: 'src/inspector/page/tsconfig.json',
  write: false,
  metafile: true,
  logLevel: 'warning',
});
mkdirSync('dist/inspector/page', { recursive: true });
for (const { path, contents } of page.outputFiles) writeFileSync(`${path}.br`, brotliCompressSync(contents));
writeFileSync('dist/inspector/page/index.html.br', brotliCompressSync(readFileSync('src/inspector/page/index.html')));
chmodSync('dist/cli.js', 0o755);
const bundled = bundledFolders([...library, ...alone, page].map(({ metafile }) => metafile));
writeFileSync('dist/THIRD-PARTY-NOTICES.txt', noticesOf(bundled));
