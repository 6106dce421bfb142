/** @jest-config-loader esbuild-register */
import { availableParallelism } from 'node:os';
import type { Config } from 'jest';
import { chooseSeed } from './test/support/seed';

// Of one run: the processes that tests run in, and those that they start, take it from here.
process.env['HH_TEST_SEED'] = String(chooseSeed(process.env['HH_TEST_SEED']));

const config: Config = {
  testEnvironment: '<rootDir>/test/support/environment.cjs',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/test/apps/'],
  moduleNameMapper: { '^fast-check$': '<rootDir>/test/support/fast-check.cjs' },
  reporters: ['default', '<rootDir>/test/support/seed-reporter.cjs'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2023', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
  testSequencer: '<rootDir>/test/support/longest-first.cjs',
  // Many files mostly wait for processes, so more of them than cores may run at once. No percentage: Jest takes one of more than
  // 100 % for a number of workers.
  maxWorkers: 2 * availableParallelism(),
  // A worker keeps something of each file, and its garbage collector looks at it all: a new one takes less than that.
  workerIdleMemoryLimit: '300MB',
  // Of the tests of a file that may run at once, where most of what they do is waiting for processes.
  maxConcurrency: 4,
  // Far more than any test takes: a machine that has other work slows tests down, and must not fail them.
  testTimeout: 180_000,
};

export default config;
