/** What the system calls the problem, such as `ENOSPC`. */
export const codeOf = (error: unknown): string =>
  String((error as { readonly code?: unknown } | undefined)?.code ?? 'unknown error');
