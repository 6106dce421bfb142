import type { Config } from '../config/config';
import type { LearnedByOutbox } from '../delivery/outbox';

/** Everything that delivery depends on. */
export type DeliveryConfig = Pick<
  Config,
  | 'url'
  | 'api'
  | 'apiKey'
  | 'headers'
  | 'compression'
  | 'allowInsecure'
  | 'requestTimeoutMs'
  | 'tls'
  | 'agent'
  | 'fetch'
  | 'maxBatchRecords'
  | 'maxBatchBytes'
  | 'maxBatchDelayMs'
  | 'maxConcurrentRequests'
  | 'maxQueueRecords'
  | 'maxQueueBytes'
  | 'maxRetryAgeMs'
  | 'debug'
>;

/** All that a delivery in another thread needs to go on where one has stopped. Survives `structuredClone`. */
export interface Handover {
  readonly config: DeliveryConfig;
  readonly learned: LearnedByOutbox;
}

/** Options that can work in the app's own thread only: a function that gives the key, and has given none yet, among them. */
export type Unportable = 'fetch' | 'agent' | 'tls' | 'apiKey';

/** The options for a thread in which the app's objects do not exist; or the one that keeps the delivery from going there. */
export function portable(
  config: DeliveryConfig,
  { apiKey, compression }: Pick<DeliveryConfig, 'compression'> & { readonly apiKey: string | undefined },
): DeliveryConfig | Unportable {
  const { api, url, headers, debug, allowInsecure, requestTimeoutMs, tls, fetch, agent } = config;
  const { maxBatchRecords, maxBatchBytes, maxBatchDelayMs, maxConcurrentRequests, maxRetryAgeMs } = config;
  if (fetch !== undefined) return 'fetch';
  if (agent !== undefined) return 'agent';
  if (!isCloneable(tls)) return 'tls';
  if (typeof config.apiKey === 'function' && apiKey === undefined) return 'apiKey';
  return {
    ...{ api, url, headers, debug, allowInsecure, requestTimeoutMs, tls, fetch, agent, compression },
    ...{ maxBatchRecords, maxBatchBytes, maxBatchDelayMs, maxConcurrentRequests, maxRetryAgeMs },
    apiKey: typeof config.apiKey === 'function' ? apiKey : config.apiKey,
    // The thread that gives the records keeps within the bounds.
    maxQueueRecords: Number.POSITIVE_INFINITY,
    maxQueueBytes: Number.POSITIVE_INFINITY,
  };
}

function isCloneable(value: unknown): boolean {
  try {
    structuredClone(value);
    return true;
  } catch {
    return false;
  }
}
