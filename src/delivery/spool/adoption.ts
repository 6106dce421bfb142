import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { list, lockName, unreadyLockName } from './directory';
import { codeOf } from './error-code';

/** By path: how many bytes there are. */
export type Inheritance = ReadonlyMap<string, number>;

/**
 * Makes the files of dead processes this one's, by giving them its name: of all who try, one succeeds with each file. They are
 * listed only now, when the processes are known to be dead, so there are no more of them to come.
 * @param format of the records that can be sent from here
 * @param nextPath a path of this process's own, another one with every call
 * @throws what the system says
 */
export function inherit(
  directory: string,
  dead: ReadonlySet<string>,
  format: string,
  nextPath: () => string,
): Inheritance {
  const inherited = new Map<string, number>();
  for (const segment of list(directory).segments) {
    if (!dead.has(segment.owner) || segment.format !== format) continue;
    const path = nextPath();
    try {
      renameSync(segment.path, path);
      inherited.set(path, segment.bytes);
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error; // another one was faster
    }
  }
  for (const owner of dead) {
    for (const lock of [lockName(owner), unreadyLockName(owner)]) rmSync(join(directory, lock), { force: true });
  }
  return inherited;
}
