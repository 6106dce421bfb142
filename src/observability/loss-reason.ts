/** Every reason for which a record is lost, with the advice for its log line. What will be retried is not lost. */
export const lossAdvice = {
  queue_full:
    'The queue is full, since HoneyHive is unreachable or slower than the app. Check HH_API_URL, or raise maxQueueBytes and maxQueueRecords.',
  spool_full:
    'The spool is full, since HoneyHive is unreachable or slower than the app. Check HH_API_URL, or raise maxSpoolBytes.',
  spool_damaged: 'Files in spoolDirectory are damaged. Check its disk.',
  too_large: 'HoneyHive rejects a record of this size even after it was shortened. Lower maxRecordBytes.',
  rejected: 'HoneyHive rejected these records.',
  unauthorized: 'The API key was rejected, or the URL is not that of HoneyHive. Check HH_API_KEY and HH_API_URL.',
  retries_exhausted: 'HoneyHive was unreachable for longer than maxRetryAgeMs. Check HH_API_URL.',
  unmappable:
    'These spans could not be turned into records. Please report this with the name and version of the instrumentation.',
  redaction_failed: 'What `redact` returned could not be encoded. Check your `redact` function.',
  shutdown:
    'The time for the end was over before they were delivered. Raise shutdownTimeoutMs, or HH_EXIT_TIMEOUT_MS for a process that just ends.',
};

export type LossReason = keyof typeof lossAdvice;
