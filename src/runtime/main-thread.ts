/**
 * Whether this is the main thread of the process. Asked by what a thread may not do, as Node documents it: to load `node:worker_threads`
 * for the answer would take a tenth of the start of a process. `false` says nothing where the working directory is gone.
 */
export function isSurelyMainThread(): boolean {
  try {
    process.chdir(process.cwd());
    return true;
  } catch {
    return false;
  }
}
