import { closeSync, openSync } from 'node:fs';

/** Calls `use` with an open file or directory, and closes it. @throws what `use` throws, or the system's error */
export function withOpenFile<T>(path: string, flags: number | string, use: (descriptor: number) => T): T {
  const descriptor = openSync(path, flags);
  try {
    return use(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
