// Builds dist from src: CommonJS, which Node loads by require and by import alike (its named exports are found by static
// analysis), bundled into a few files, since loading two hundred small ones takes longer than running them.
import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { licencesOf } from './licences.mjs';
import { buildParts } from './parts.mjs';
import { declareOptions, pruneTypes } from './types.mjs';

/** The readers of model APIs, whichever there are, which `wire/apis/index` loads later. */
const apis = readdirSync('src/wire/apis', { recursive: true })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => `wire/apis/${name.replace(/\.ts$/, '')}`);

const entries = ['index', 'register', 'instrumentation', 'inspector/index'];

/**
 * The library in the order of loading. A module lies in the first file that needs it at once, and in no other: so state is never
 * there twice, and what is needed later is loaded later. By file: the modules that the others enter it by.
 */
const parts = {
  basics: ['version', 'config/option-parsers', 'providers/hosts', 'wire/registry', 'wire/scope'],
  exporter: ['otel/span-exporter', 'otel/span-processor', 'otel/log-record-processor'],
  index: ['index'],
  engine: ['engine/engine', 'mapping/index'],
  'runtime/crc32': ['runtime/crc32'],
  spool: ['delivery/spool/spool'],
  wire: ['wire/index'],
  instrumentation: ['instrumentation'],
  'zero-code/stderr': ['zero-code/stderr'],
  register: ['register'],
  'zero-code/start': ['zero-code/start'],
  'zero-code/exit/lambda': ['zero-code/exit/lambda'],
  exchange: ['wire/record-call', ...apis],
};

/** They share no state with the library: a process, a thread, and a server for tests. Each is one file. */
const programs = ['cli', 'inspector/index', 'zero-code/exit/post-sync-worker'];

const options = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  external: ['@opentelemetry/*', '@pydantic/genai-prices'],
  metafile: true,
  logLevel: 'warning',
  tsconfigRaw: { compilerOptions: { strict: true, target: 'es2023' } },
};

rmSync('dist', { recursive: true, force: true });
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], { stdio: 'inherit' });
declareOptions('dist/config');
pruneTypes('dist', entries);
const results = [
  ...(await buildParts(parts, entries, options)),
  ...(await Promise.all(
    programs.map((name) => build({ ...options, entryPoints: [`src/${name}.ts`], outfile: `dist/${name}.js` })),
  )),
];
// Lambda's runtime awaits modules only.
await build({
  entryPoints: ['src/zero-code/exit/lambda-handler.mts'],
  outfile: 'dist/zero-code/exit/lambda-handler.mjs',
  format: 'esm',
});
chmodSync('dist/cli.js', 0o755);
writeFileSync(
  'dist/THIRD-PARTY-LICENSES.txt',
  licencesOf(results.flatMap(({ metafile }) => Object.keys(metafile.inputs))),
);
