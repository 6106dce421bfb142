import { existsSync, rmSync, statSync } from 'node:fs';
import type { JsonObject } from '../../../json/json';
import { errorCode } from '../failure';
import { defaultLimits, type Limits } from '../store';
import { FileStore } from './file-store';
import { FileTexts } from './file-texts';
import { lock, unlock } from './lock';

const maxFiles = 100;

/**
 * Opens a file of lines, and makes it if it is not there. While another process has it open, it is one with a number in its name. What
 * is in such files that nobody has open any longer is taken over.
 *
 * @throws the system's errors
 */
export function openFileStore(path: string, limits: Limits): FileStore {
  const own = freeOf(path);
  const names = namesOf(path);
  const release = (): void => {
    if (own !== path && isEmpty(own)) rmSync(own);
    unlock(lockOf(own));
  };
  let texts: FileTexts | undefined;
  try {
    texts = new FileTexts(own, 'write');
    const store = new FileStore(texts, limits, {
      all: (ownLines) => allIn(names, own, ownLines),
      onClose: release,
    });
    const unread = recallAll(store, texts);
    if (texts.isHalfStale) store.compact();
    const left = names.filter((name) => name !== path && name !== own && !takeOver(name, store));
    store.note = noteOf(path, own, unread, left);
    return store;
  } catch (error) {
    texts?.close();
    release();
    throw error;
  }
}

const lockOf = (path: string): string => `${path}.lock`;

/** That of the first inspector, and those of others that run at the same time. */
const namesOf = (path: string): readonly string[] =>
  Array.from({ length: maxFiles }, (_, index) => (index === 0 ? path : path.replace(/(\.\w+)$/, `-${index + 1}$1`)));

function freeOf(path: string): string {
  const free = namesOf(path).find((name) => lock(lockOf(name)));
  if (free === undefined) throw new Error(`${maxFiles} inspectors have files like ${path} open`);
  return free;
}

/** @returns how many lines could not be read */
function recallAll(store: FileStore, texts: FileTexts): number {
  let unread = 0;
  for (const [line, place] of texts.lines()) {
    if (line.trim() !== '' && !store.recall(line, place)) unread += 1;
  }
  return unread;
}

/** Into the store, unless a process has it open. @returns whether nothing is left to do */
function takeOver(name: string, store: FileStore): boolean {
  if (!existsSync(name) || !lock(lockOf(name))) return true;
  try {
    const other = openToRead(name);
    try {
      store.takeOver(other);
    } finally {
      other.close();
    }
    rmSync(name);
    return true;
  } catch {
    return false; // such as for a full disk: it stays, and is tried again at the next start
  } finally {
    unlock(lockOf(name));
  }
}

/** Those of the first inspector first, which is the one that says most about a session that several know. */
function* allIn(names: readonly string[], own: string, ownLines: Iterable<JsonObject>): Generator<JsonObject> {
  // Its file is opened last: what it takes over meanwhile is in it then.
  const opened = names.toReversed().map((name) => (name === own ? undefined : openIfThere(name)));
  try {
    for (const [index, name] of names.entries()) yield* name === own ? ownLines : (opened.at(-1 - index)?.all() ?? []);
  } finally {
    for (const other of opened) other?.close();
  }
}

/** Without its lock: a process may write to it. */
function openToRead(path: string): FileStore {
  const texts = new FileTexts(path, 'read');
  try {
    const store = new FileStore(texts, defaultLimits);
    recallAll(store, texts);
    return store;
  } catch (error) {
    texts.close();
    throw error;
  }
}

function openIfThere(path: string): FileStore | undefined {
  try {
    return openToRead(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

const isEmpty = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.size === 0;

function noteOf(path: string, own: string, unread: number, left: readonly string[]): string | null {
  const notes = [
    ...(unread === 0
      ? []
      : [`${unread} of the lines in ${own} could not be read, and ${unread === 1 ? 'is' : 'are'} left out.`]),
    ...(own === path ? [] : [`Another inspector has ${path} open: this one keeps what arrives in ${own}.`]),
    ...left.map((name) => `${name} could not be taken in, and is left as it is.`),
  ];
  return notes.length === 0 ? null : notes.join(' ');
}
