// Installs the build to measure beside the SDK, as in an app, so that both load one copy of the API.
import { cpSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const folder = './node_modules/opentelemetry-exporter-honeyhive';

export const dist = here(`${folder}/dist`);

// Once, in the process that starts all others. `BENCH_DIST` is the path of another build than the package's own.
if (process.env.BENCH_INSTALLED === undefined) {
  rmSync(here(folder), { recursive: true, force: true });
  cpSync(process.env.BENCH_DIST ?? here('../dist'), dist, { recursive: true });
  cpSync(here('../package.json'), here(`${folder}/package.json`));
  process.env.BENCH_INSTALLED = 'yes';
}
