import { chmodSync, existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { type Failure, failureOf, StoreBusyError } from './failure';
import { FileStore } from './file/file-store';
import { openFileStore } from './file/open-file-store';
import { MemoryTexts } from './file/texts';
import { type Binding, findBinding } from './sqlite/binding';
import { FutureVersionError } from './sqlite/schema';
import { SqliteStore } from './sqlite/sqlite-store';
import { SteadyStore } from './steady-store';
import { defaultLimits, type Limits, type Store } from './store';

export interface OpenOptions {
  /** Nothing is written to the disk. */
  readonly memory?: boolean;
  /** What is kept lies in it. Made if it is not there. */
  readonly folder: string;
  readonly limits?: Limits;
  /**
   * Whether to go on when the disk or the database fails: in memory, or with a new database in place of a broken one, which is set
   * aside. With `false` all is left as it is, and a {@link StoreError} is thrown, also later by the store. Default: `true`.
   */
  readonly fallback?: boolean;
  /** What opens a database; `undefined` for none. Default: what there is. */
  readonly binding?: Binding | undefined;
  /** Is given a sentence when something happens later that the user should know. */
  readonly say?: (sentence: string) => void;
}

/** Why nothing can be kept or read as it was asked for, and what to do, in sentences for the user. */
export class StoreError extends Error {}

/**
 * A store of what the disk and this Node allow: a database, else a file of JSON lines. Where neither is possible, and when the disk
 * is full later, it is one in memory, with a note that says so.
 *
 * @throws a {@link StoreError} if what is kept is of a later version of this package, or of no known kind; a {@link StoreBusyError},
 * as the store itself does, while another process writes
 */
export function openStore(options: OpenOptions): Store {
  const { memory = false, folder, limits = defaultLimits, fallback = true, say = () => undefined } = options;
  const inMemory = (): Store => new FileStore(new MemoryTexts(), limits);
  if (memory) return inMemory();
  const binding = 'binding' in options ? options.binding : findBinding();
  const path = join(folder, binding === undefined ? 'inspector.jsonl' : 'inspector.db');
  const open = (): Store => {
    makeFolder(folder);
    return binding === undefined ? openFileStore(path, limits) : new SqliteStore(path, binding, limits);
  };
  const refusal = (failure: Failure): Error | undefined => {
    if (failure === 'busy') return new StoreBusyError();
    return fallback ? undefined : new StoreError(refusedNote(failure, path));
  };
  /** What to go on with, and why. */
  const instead = (failure: Failure): readonly [Store, string] => {
    if (failure !== 'broken') return [inMemory(), memoryNote(failure, path)];
    try {
      return begunAnew(path, open);
    } catch {
      return [inMemory(), memoryNote('read-only', path)];
    }
  };
  const steady = (store: Store, note?: string): Store =>
    new SteadyStore(store, { refusal, instead, say, note: note ?? null });
  try {
    return steady(open());
  } catch (error) {
    if (error instanceof FutureVersionError) throw new StoreError(futureNote(path));
    const failure = failureOf(error);
    if (failure === undefined) throw new StoreError(unknownNote(path, error));
    const refused = refusal(failure);
    if (refused !== undefined) throw refused;
    return steady(...instead(failure));
  }
}

/** Prompts are in it: they are nobody else's. */
function makeFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
}

function begunAnew(path: string, open: () => Store): readonly [Store, string] {
  const aside = `${path}.broken-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`;
  // SQLite keeps its latest pages beside the database: they belong to the broken one.
  for (const part of ['', '-wal', '-shm']) if (existsSync(path + part)) renameSync(path + part, aside + part);
  return [open(), `The database ${path} was broken. It is kept as ${aside}, and a new one has been begun.`];
}

const memoryNote = (failure: Failure, path: string): string =>
  failure === 'full'
    ? `The disk is full: what arrives from now on is kept in memory only. What was kept before is safe in ${path}, and is shown again when there is room and the inspector is started anew.`
    : `${path} cannot be written: what arrives from now on is kept in memory only. Give it and its folder to your user, or set XDG_DATA_HOME to a folder that can be written, and start the inspector anew; what is in it is left as it is.`;

function refusedNote(failure: Failure, path: string): string {
  if (failure === 'full') return `The disk is full: ${path} takes no more. What was kept before is safe in it.`;
  if (failure === 'broken')
    return `The database ${path} is broken. It is left as it is; the next inspector sets it aside and begins a new one.`;
  return `${path} cannot be read and written. Give it and its folder to your user, or set XDG_DATA_HOME to the folder that is meant; what is in it is left as it is.`;
}

const futureNote = (path: string): string =>
  `${path} was written by a newer version of opentelemetry-exporter-honeyhive. Update the package, or run with --memory, or move the file to another place; it is left as it is.`;

const unknownNote = (path: string, error: unknown): string =>
  `${path} cannot be opened: ${error instanceof Error ? error.message : String(error)}. Run with --memory, or move the file to another place; it is left as it is.`;
