/** The text without whitespace around it, and without the quotes that `docker --env-file` and other readers of such files leave. */
export const unquoted = (text: string): string =>
  text
    .trim()
    .replace(/^(["'])(.*)\1$/s, '$2')
    .trim();
