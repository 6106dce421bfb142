/** Invalid options in code. The message lists every problem, one a line, and never contains a value. */
export class HoneyHiveOptionsError extends Error {
  override readonly name = 'HoneyHiveOptionsError';
  /** @param whom the options are for */
  constructor(problems: readonly string[], whom = 'the HoneyHive exporter') {
    super(`Invalid options for ${whom}:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  }
}
