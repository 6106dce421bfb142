/** Invalid options in code. The message lists every problem, one a line, and never contains a value. */
export class HoneyHiveOptionsError extends Error {
  override readonly name = 'HoneyHiveOptionsError';
  constructor(problems: readonly string[]) {
    super(`Invalid options for the HoneyHive exporter:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  }
}
