import { lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Not to be written to, whatever the disk says: it is not ours alone. */
export class RefusedDirectory extends Error {
  override readonly name = 'RefusedDirectory';
}

const isPosix = process.platform !== 'win32';

/**
 * Makes the directory if there is none, for its owner only.
 * @throws RefusedDirectory if others may read or write there; what the system says if it cannot be made
 */
export function prepare(directory: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const { mode, uid } = lstatSync(directory);
  if ((mode & 0o170000) !== 0o040000) throw new RefusedDirectory('it is a link, or no directory');
  if (!isPosix) return;
  if (uid !== process.getuid?.()) throw new RefusedDirectory('it belongs to another user');
  if ((mode & 0o077) !== 0) throw new RefusedDirectory('others than its owner may enter it: chmod it to 700');
}

/** A file of records, and by whom it is written. */
export interface SegmentFile {
  readonly owner: string;
  readonly path: string;
  /** Of its records: what a process of another `api` cannot send. */
  readonly format: string;
  readonly bytes: number;
}

export interface Listing {
  readonly segments: readonly SegmentFile[];
  /** Of the living and the dead. */
  readonly owners: ReadonlySet<string>;
}

export const segmentName = (owner: string, number: number, format: string): string =>
  `${owner}-${number}.${format}.log`;
export const lockName = (owner: string): string => `${owner}.lock`;
/** A lock that is not listened to yet. */
export const unreadyLockName = (owner: string): string => `${owner}.new`;

const segmentPattern = /^([0-9a-f]{16})-\d+\.(\w+)\.log$/;
const lockPattern = /^([0-9a-f]{16})\.(?:lock|new)$/;

/**
 * What lies there of ours; links and the files of others are passed over.
 * @throws what the system says
 */
export function list(directory: string): Listing {
  const segments: SegmentFile[] = [];
  const owners = new Set<string>();
  for (const name of readdirSync(directory)) {
    const lock = lockPattern.exec(name)?.[1];
    if (lock !== undefined) owners.add(lock);
    const [, owner, format] = segmentPattern.exec(name) ?? [];
    if (owner === undefined || format === undefined) continue;
    const path = join(directory, name);
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (stat === undefined || !stat.isFile() || (isPosix && stat.uid !== process.getuid?.())) continue;
    owners.add(owner);
    segments.push({ owner, path, format, bytes: stat.size });
  }
  return { segments, owners };
}
