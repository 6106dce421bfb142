/** What a flush is rejected with whose time is over. @param redacting how many of the records `redact` has not finished with */
export function stillPending(records: number, timeoutMs: number, redacting: number): Error {
  const why = redacting === 0 ? '' : ` redact has not finished with ${redacting} of them.`;
  return new Error(`${records} records are still pending after ${timeoutMs} ms; they stay queued.${why}`);
}
