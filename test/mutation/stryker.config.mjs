import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';

// The tests' random values are the same in every run of a mutant.
process.env.HH_TEST_SEED = '1';

export default {
  plugins: [join(import.meta.dirname, 'runner.mjs')],
  testRunner: 'unit',
  coverageAnalysis: 'perTest',
  disableTypeChecks: false,
  concurrency: availableParallelism(),
  // Not in the clone, where Jest would find the copy.
  tempDirName: join(tmpdir(), 'honeyhive-mutation'),
  ignorePatterns: [
    '**',
    '!/src/**',
    '!/test/**',
    '!/docs/delivery.md',
    '!/package.json',
    '/test/apps',
    '/test/mutation',
    '/test/matrix',
  ],
  reporters: ['progress-append-only', 'json'],
  jsonReporter: { fileName: process.env.REPORT ?? 'test/mutation/report.json' },
  // A mutant that loops for ever is ended after this long; what a busy machine delays is not.
  timeoutMS: 60_000,
  // It warns of mutants in tables, which take longer in other runners.
  warnings: { slow: false },
};
