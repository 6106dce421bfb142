/** `ok`: nothing to do. `warning`: works, and probably not as it is meant. `problem`: something is wrong. `skipped`: not checked. */
export type Status = 'ok' | 'warning' | 'problem' | 'skipped';

/** What one check has found. Never holds a key, the value of a header, or content. */
export interface Finding {
  readonly check: string;
  readonly status: Status;
  /** A sentence or two. */
  readonly finding: string;
  /** What to do. */
  readonly advice?: string;
}

/** Findings of one check, which are made by their status. */
export const findingsOf = (check: string) => {
  const finding =
    (status: Status) =>
    (sentence: string, advice?: string): Finding => ({
      check,
      status,
      finding: sentence,
      ...(advice === undefined ? {} : { advice }),
    });
  return { ok: finding('ok'), warning: finding('warning'), problem: finding('problem'), skipped: finding('skipped') };
};
