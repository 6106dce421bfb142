import { fieldsOf } from '../../json/json-record';

/** What keeps a store from going on, whichever of them it is. */
export type Failure = 'full' | 'read-only' | 'broken' | 'busy';

/** Another process writes for longer than is waited for. Nothing is lost or changed: the same may be tried again. */
export class StoreBusyError extends Error {
  constructor() {
    super('Another inspector is writing to what is kept: try again.');
  }
}

export const errorCode = (error: unknown): string | undefined => {
  const { code } = fieldsOf(error);
  return typeof code === 'string' ? code : undefined;
};

const ofSystem: Readonly<Record<string, Failure>> = {
  ENOSPC: 'full',
  EDQUOT: 'full',
  EFBIG: 'full',
  EROFS: 'read-only',
  EACCES: 'read-only',
  EPERM: 'read-only',
  EIO: 'read-only',
  ENOTDIR: 'read-only',
  ENOENT: 'read-only',
  EISDIR: 'read-only',
};

/** By SQLite's result codes, https://www.sqlite.org/rescode.html, which `better-sqlite3` has by their names. */
const ofSqlite: readonly (readonly [code: number, name: string, failure: Failure])[] = [
  [3, 'SQLITE_PERM', 'read-only'],
  [5, 'SQLITE_BUSY', 'busy'],
  [8, 'SQLITE_READONLY', 'read-only'],
  [10, 'SQLITE_IOERR', 'read-only'],
  [11, 'SQLITE_CORRUPT', 'broken'],
  [13, 'SQLITE_FULL', 'full'],
  [14, 'SQLITE_CANTOPEN', 'read-only'],
  [26, 'SQLITE_NOTADB', 'broken'],
];

/** `undefined` for an error that says nothing about the disk or the database, such as a mistake in a program. */
export function failureOf(error: unknown): Failure | undefined {
  const code = errorCode(error) ?? '';
  const system = ofSystem[code];
  if (system !== undefined) return system;
  // Its lowest byte is what went wrong, the others are how.
  const { errcode } = fieldsOf(error);
  const number = typeof errcode === 'number' ? errcode & 0xff : undefined;
  return ofSqlite.find(([each, name]) => each === number || code === name || code.startsWith(`${name}_`))?.[2];
}
