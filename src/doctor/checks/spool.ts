import { mkdtempSync, rmdirSync, statfsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { errorCode } from '../../delivery/error-code';
import { type Finding, findingsOf } from '../finding';
import type { Setting } from '../setting';

const { ok, warning, problem, skipped } = findingsOf('spool');

const inMemory = 0x01021994;
const MiB = 2 ** 20;
const sizeOf = (bytes: number): string => `${Math.floor(bytes / MiB)} MiB`;

/** Whether the directory can be written to, and has the room that it may take. Leaves nothing behind. */
export function checkSpool({ config, cwd }: Pick<Setting, 'config' | 'cwd'>): Finding {
  const { spoolDirectory, maxSpoolBytes } = config;
  if (spoolDirectory === undefined) {
    return skipped('HH_SPOOL_DIR is not set: what is not delivered yet is lost if the process is killed.');
  }
  const directory = resolve(cwd, spoolDirectory);
  try {
    const { place, mode } = nearest(directory);
    rmdirSync(mkdtempSync(join(place, '.honeyhive-doctor-')));
    const what = place === directory ? `${directory} can be written to` : `${directory} will be created`;
    const { type, bavail, bsize } = statfsSync(place);
    const free = bavail * bsize;
    if (type === inMemory)
      return warning(
        `${what}, and is in memory (tmpfs).`,
        'Choose a directory on a disk, so that records outlive the machine’s restart.',
      );
    if (free < maxSpoolBytes) {
      const advice = 'Free some of the disk, choose another one, or lower HH_MAX_SPOOL_BYTES.';
      return warning(
        `${what}, but its disk has ${sizeOf(free)} left, and the spool may take ${sizeOf(maxSpoolBytes)}.`,
        advice,
      );
    }
    if (place === directory && process.platform !== 'win32' && (mode & 0o077) !== 0) {
      return warning(`${what}, and may be read by other users.`, `chmod 700 ${directory}`);
    }
    return ok(`${what}, and its disk has ${sizeOf(free)} left.`);
  } catch (error) {
    return problem(
      `${directory} cannot be written to (${errorCode(error)}), so records are kept in memory only.`,
      'Set HH_SPOOL_DIR to a directory that the app’s user may write to.',
    );
  }
}

/** The directory, or the nearest one above it that is there. */
function nearest(directory: string): { readonly place: string; readonly mode: number } {
  for (let place = directory; ; place = dirname(place)) {
    try {
      const stats = statSync(place);
      if (!stats.isDirectory()) throw Object.assign(new Error(`${place} is no directory.`), { code: 'ENOTDIR' });
      return { place, mode: stats.mode };
    } catch (error) {
      if (errorCode(error) !== 'ENOENT' || dirname(place) === place) throw error;
    }
  }
}
