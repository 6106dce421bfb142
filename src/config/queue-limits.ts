import { count, type Environment, fromEnvironment } from './option-parsers';

/** The entries of the option table that bound memory: what observes calls without an exporter reads them, too. */
export const queueLimits = {
  maxQueueRecords: count('HH_MAX_QUEUE_RECORDS', 10_000),
  maxQueueBytes: count('HH_MAX_QUEUE_BYTES', 32 * 2 ** 20),
} as const;

/** @param warn receives a sentence about each invalid variable */
export const queueLimitsOf = (env: Environment, warn: (problem: string) => void) => ({
  maxCalls: fromEnvironment(queueLimits.maxQueueRecords, env, warn),
  maxBytes: fromEnvironment(queueLimits.maxQueueBytes, env, warn),
});
