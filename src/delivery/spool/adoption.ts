import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../error-code';
import { list, lockName, type SegmentFile, unreadyLockName } from './directory';
import { isRunning } from './owner-lock';

/** Those of the owners whose process is dead. Never rejects. */
export async function deadAmong(owners: Iterable<string>, directory: string): Promise<ReadonlySet<string>> {
  const dead = new Set<string>();
  for (const owner of owners) if (!(await isRunning(directory, owner))) dead.add(owner);
  return dead;
}

/**
 * Makes the files of dead processes this one's by renaming them: of all processes that try, one succeeds with each
 * file. The files are listed only now that their owners are known to be dead, so that none are added later.
 * @param format of the records that can be sent from here
 * @param nextPath a path of this process's own, a new one with every call
 * @throws the system's error
 */
export function adoptFiles(
  directory: string,
  dead: ReadonlySet<string>,
  format: string,
  nextPath: () => string,
): readonly SegmentFile[] {
  const adopted: SegmentFile[] = [];
  for (const file of list(directory).segments) {
    if (!dead.has(file.owner) || file.format !== format) continue;
    const path = nextPath();
    try {
      renameSync(file.path, path);
      adopted.push({ ...file, path });
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error; // another process was faster
    }
  }
  for (const owner of dead) {
    for (const lock of [lockName(owner), unreadyLockName(owner)]) rmSync(join(directory, lock), { force: true });
  }
  return adopted;
}
