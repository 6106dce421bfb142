import type * as fs from 'node:fs';
import { guarded } from '../../runtime/guarded';
import { errorCode } from '../error-code';

/** Every file operation of the spool: `node:fs` itself, unless a test lets some of them fail. */
export type Disk = Pick<
  typeof fs,
  | 'closeSync'
  | 'fdatasyncSync'
  | 'fstatSync'
  | 'fsyncSync'
  | 'ftruncateSync'
  | 'lstatSync'
  | 'mkdirSync'
  | 'openSync'
  | 'readdirSync'
  | 'readSync'
  | 'renameSync'
  | 'unlinkSync'
  | 'writevSync'
>;

/** Calls `use` with an open file or directory, and closes it. @throws what `use` throws, or the system's error */
export function withOpenFile<T>(disk: Disk, path: string, flags: number | string, use: (file: number) => T): T {
  const file = disk.openSync(path, flags);
  try {
    return use(file);
  } finally {
    closeFile(disk, file);
  }
}

/** An error here changes nothing: what was written has been taken, and the system frees the descriptor nevertheless. */
export const closeFile = (disk: Disk, file: number): void => guarded(() => disk.closeSync(file));

/** Fills the buffer from there on; shorter only at the end of the file. @throws the system's error */
export function readInto(disk: Disk, file: number, buffer: Buffer, position: number): Buffer {
  let length = 0;
  while (length < buffer.length) {
    const read = disk.readSync(file, buffer, length, buffer.length - length, position + length);
    if (read === 0) break;
    length += read;
  }
  return buffer.subarray(0, length);
}

/** Deletes the file, if there is one. @throws the system's error */
export function removeFile(disk: Disk, path: string): void {
  try {
    disk.unlinkSync(path);
  } catch (error) {
    if (!isAbsence(error)) throw error;
  }
}

/** @throws the system's error, unless it says that there is none */
export function exists(disk: Disk, path: string): boolean {
  try {
    return disk.lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    if (!isAbsence(error)) throw error;
    return false;
  }
}

/** The path leads nowhere. */
export const isAbsence = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(errorCode(error));
