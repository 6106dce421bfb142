import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { errorCode } from '../failure';

/** Those of this process. */
const held = new Set<string>();

/**
 * Takes a lock file with this process's id in it; one of a process that runs no longer is taken over.
 *
 * @returns whether it was taken
 * @throws the system's error if a lock file cannot be written
 */
export function lock(path: string): boolean {
  for (const attempt of ['first', 'second']) {
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx', mode: 0o600 });
      held.add(path);
      return true;
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
      if (attempt === 'second' || isAlive(path)) return false;
      rmSync(path, { force: true });
    }
  }
  return false;
}

export function unlock(path: string): void {
  held.delete(path);
  rmSync(path, { force: true });
}

function isAlive(path: string): boolean {
  const pid = Number(readIfThere(path));
  // In a container that is started again a process gets the id that the one before it had.
  if (pid === process.pid) return held.has(path);
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM'; // it runs, as another user
  }
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // it has just been removed
  }
}
