import { environmentReader } from './environment';
import { count, type Environment } from './option-parsers';

/** The entries of the option table that bound memory: what observes calls without an exporter reads them, too. */
export const queueLimits = {
  maxQueueRecords: count('HH_MAX_QUEUE_RECORDS', 10_000),
  maxQueueBytes: count('HH_MAX_QUEUE_BYTES', 32 * 2 ** 20),
} as const;

/** @param warn receives a sentence about each invalid variable */
export function queueLimitsOf(
  env: Environment,
  warn: (problem: string) => void,
): { readonly maxCalls: number; readonly maxBytes: number } {
  const fromEnvironment = environmentReader(Object.values(queueLimits), env, warn);
  return {
    maxCalls: fromEnvironment(queueLimits.maxQueueRecords),
    maxBytes: fromEnvironment(queueLimits.maxQueueBytes),
  };
}
