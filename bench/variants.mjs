import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Measured processes are killed, so the one that starts them removes what they leave. They inherit its name. */
process.env.BENCH_SPOOLS ??= temporaryDirectory();

function temporaryDirectory() {
  const directory = mkdtempSync(join(tmpdir(), 'honeyhive-bench-'));
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

// Options of ours whose price is measured, by what the table calls them. Functions cannot be told to a process otherwise.
export const variants = {
  defaults: {},
  'captureContent: false': { captureContent: false },
  'suppressNested: false': { suppressNested: false },
  'redact: the record as it is': { redact: (record) => record },
  'redact: a promise of it': { redact: async (record) => record },
  'cost: true': { cost: true },
  'compression: gzip': { compression: 'gzip' },
  spool: { spoolDirectory: join(process.env.BENCH_SPOOLS, String(process.pid)) },
  'maxConcurrentRequests: 8': { maxConcurrentRequests: 8 },
  'maxRecordBytes: 8192, so that all are shortened': { maxRecordBytes: 8192 },
};
