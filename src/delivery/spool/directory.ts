import { join } from 'node:path';
import type { Disk } from './disk';

/** A directory that is not used although the disk would allow it: others have access to it. */
export class RefusedDirectory extends Error {
  override readonly name = 'RefusedDirectory';
}

const isPosix = process.platform !== 'win32';

/** A file of records. */
export interface SegmentFile {
  /** The process that writes it, by the name of its lock. */
  readonly owner: string;
  readonly path: string;
  /** Of its records: a process with another option `api` cannot send them. */
  readonly format: string;
  readonly bytes: number;
}

export const totalBytes = (files: readonly SegmentFile[]): number => files.reduce((sum, { bytes }) => sum + bytes, 0);

export interface Listing {
  readonly segments: readonly SegmentFile[];
  /** Running or dead. */
  readonly owners: ReadonlySet<string>;
}

export const segmentName = (owner: string, number: number, format: string): string =>
  `${owner}-${number}.${format}.log`;
export const lockName = (owner: string): string => `${owner}.lock`;
/** Of a lock whose owner does not listen yet. */
export const unreadyLockName = (owner: string): string => `${owner}.new`;

const segmentPattern = /^([0-9a-f]{16})-\d+\.(\w+)\.log$/;
const lockPattern = /^([0-9a-f]{16})\.(?:lock|new)$/;

/** The directory that the processes share. */
export class Directory {
  /** Absolute. */
  readonly path: string;
  readonly disk: Disk;

  constructor(path: string, disk: Disk) {
    this.path = path;
    this.disk = disk;
  }

  /** The path of the file of this name. */
  pathOf(name: string): string {
    return join(this.path, name);
  }

  /**
   * Makes the directory, for its owner only, unless it exists.
   * @throws RefusedDirectory if others may read or write there; the system's error if it cannot be made
   */
  prepare(): void {
    this.disk.mkdirSync(this.path, { recursive: true, mode: 0o700 });
    const { mode, uid } = this.disk.lstatSync(this.path);
    if ((mode & 0o170000) !== 0o040000) throw new RefusedDirectory('it is a symbolic link, or not a directory');
    if (!isPosix) return;
    if (uid !== process.getuid?.()) throw new RefusedDirectory('it belongs to another user');
    if ((mode & 0o077) !== 0) throw new RefusedDirectory('other users have access to it; set its mode to 700');
  }

  /**
   * The spool's files in the directory. Links and other files are ignored.
   * @throws the system's error
   */
  list(): Listing {
    const segments: SegmentFile[] = [];
    const owners = new Set<string>();
    for (const name of this.disk.readdirSync(this.path)) {
      const lock = lockPattern.exec(name)?.[1];
      if (lock !== undefined) owners.add(lock);
      const [, owner, format] = segmentPattern.exec(name) ?? [];
      if (owner === undefined || format === undefined) continue;
      const path = this.pathOf(name);
      const stat = this.disk.lstatSync(path, { throwIfNoEntry: false });
      if (stat === undefined || !stat.isFile() || (isPosix && stat.uid !== process.getuid?.())) continue;
      owners.add(owner);
      segments.push({ owner, path, format, bytes: stat.size });
    }
    return { segments, owners };
  }
}
