import type { Limits } from '../store';
import { FileStore } from './file-store';
import { FileTexts } from './file-texts';
import { lock, unlock } from './lock';

const maxFiles = 100;

/**
 * Opens a file of lines, and makes it if it is not there. While another process has it open, it is one with a number in its name.
 *
 * @throws the system's errors
 */
export function openFileStore(path: string, limits: Limits): FileStore {
  const free = freeOf(path);
  const lockPath = lockOf(free);
  let texts: FileTexts | undefined;
  try {
    texts = new FileTexts(free, () => unlock(lockPath));
    const store = new FileStore(texts, limits);
    const unread = recallAll(store, texts);
    const notes = [
      ...(unread === 0
        ? []
        : [`${unread} of the lines in ${free} could not be read, and ${unread === 1 ? 'is' : 'are'} left out.`]),
      ...(free === path ? [] : [`Another inspector has ${path} open: this one keeps what arrives in ${free}.`]),
    ];
    store.note = notes.length === 0 ? null : notes.join(' ');
    return store;
  } catch (error) {
    if (texts === undefined) unlock(lockPath);
    else texts.close();
    throw error;
  }
}

const lockOf = (path: string): string => `${path}.lock`;

function freeOf(path: string): string {
  const numbered = (number: number): string => path.replace(/(\.\w+)$/, `-${number}$1`);
  for (let number = 1; number <= maxFiles; number += 1) {
    const candidate = number === 1 ? path : numbered(number);
    if (lock(lockOf(candidate))) return candidate;
  }
  throw new Error(`${maxFiles} inspectors have files like ${path} open`);
}

/** @returns how many lines could not be read */
function recallAll(store: FileStore, texts: FileTexts): number {
  let unread = 0;
  for (const [line, place] of texts.lines()) {
    if (line.trim() !== '' && !store.recall(line, place)) unread += 1;
  }
  if (texts.isHalfStale) store.compact();
  return unread;
}
