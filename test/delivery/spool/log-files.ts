import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';

const made: string[] = [];

/** A directory that does not exist yet, in one that {@link removeDirectories} removes. */
export function freshDirectory(): string {
  const parent = mkdtempSync(join(tmpdir(), 'honeyhive-spool-'));
  made.push(parent);
  return join(parent, 'spool');
}

export function removeDirectories(): void {
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true, force: true });
}

export const logFiles = (directory: string): readonly string[] =>
  readdirSync(directory)
    .filter((name) => name.endsWith('.log'))
    .sort()
    .map((name) => join(directory, name));

export const logBytes = (directory: string): number =>
  logFiles(directory).reduce((sum, path) => sum + statSync(path).size, 0);

/** A copy of what a crash at this instant would leave: the files without the locks of running processes. */
export function crashed(directory: string): string {
  const copy = freshDirectory();
  cpSync(directory, copy, { recursive: true, filter: (path) => !/\.(lock|new)$/.test(path) });
  return copy;
}

export interface OnDisk {
  /** The JSON of records without a verdict, by their ids. */
  readonly open: ReadonlyMap<string, string>;
  readonly settled: ReadonlySet<string>;
  /** The last entry is incomplete. */
  readonly isTorn: boolean;
}

/** Reads a directory by the description of the format, without the code under test. */
export function readSpool(directory: string): OnDisk {
  const open = new Map<string, string>();
  const settled = new Set<string>();
  let isTorn = false;
  for (const path of logFiles(directory)) {
    const file = readFileSync(path);
    const idsByPlace = new Map<number, string>();
    for (let at = 8; at + 16 <= file.length; ) {
      const end = at + 16 + file.readUInt32BE(at + 8);
      if (end > file.length) {
        isTorn = true;
        break;
      }
      if (file.readUInt32BE(at) !== 0xf54848fa || crc32(file.subarray(at + 8, end)) !== file.readUInt32BE(at + 4))
        throw new Error(`${path} is damaged at ${at}`);
      // A record, by itself or with its session.
      if (file[at + 12] === 1 || file[at + 12] === 3) {
        const jsonAt = at + 24 + file.readUIntBE(at + 13, 3);
        const [id = ''] = file.toString('utf8', at + 24, jsonAt).split('\n');
        idsByPlace.set(at, id);
        open.set(id, file.toString('utf8', jsonAt, end));
      } else if (file[at + 12] === 2) {
        for (let place = at + 16; place < end; place += 4) {
          const id = idsByPlace.get(file.readUInt32BE(place)) ?? '';
          open.delete(id);
          settled.add(id);
        }
      }
      at = end;
    }
  }
  return { open, settled, isTorn };
}

export const spoolIn = (directory: string, maxBytes = 2 ** 28) =>
  ({ directory, maxBytes, fsync: 'none', format: 'model' }) as const;
