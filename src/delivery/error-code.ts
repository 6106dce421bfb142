/** The code of a system error, such as `ENOSPC`, or of its cause. Never the message: it may quote what was sent. */
export function errorCode(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'UNKNOWN';
  const { code, cause }: { code?: unknown; cause?: unknown } = error;
  return typeof code === 'string' ? code : errorCode(cause);
}
