import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Spools of the measured processes. These are killed, so their parent removes the directory; they inherit the variable. */
process.env.BENCH_SPOOLS ??= temporaryDirectory();

function temporaryDirectory() {
  const directory = mkdtempSync(join(tmpdir(), 'honeyhive-bench-'));
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

// The options whose cost is measured, by their names in the table. Processes are passed the name, since functions cannot be sent.
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
