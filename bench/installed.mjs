// The build to measure, installed as an app has it: beside the SDK, so that both load one copy of the API.
import { cpSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const folder = './node_modules/opentelemetry-exporter-honeyhive';

export const dist = here(`${folder}/dist`);

// Once, by the process that starts all others. `BENCH_DIST` names another build than the package's own.
if (process.env.BENCH_INSTALLED === undefined) {
  rmSync(here(folder), { recursive: true, force: true });
  cpSync(process.env.BENCH_DIST ?? here('../dist'), dist, { recursive: true });
  cpSync(here('../package.json'), here(`${folder}/package.json`));
  process.env.BENCH_INSTALLED = 'yes';
}
