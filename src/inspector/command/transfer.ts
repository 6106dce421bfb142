import { open } from 'node:fs/promises';
import { importLines } from '../store/lines';
import type { Store } from '../store/store';
import { counted } from '../terminal/figures';
import { harmlessJson } from '../terminal/harmless';

/** Prints what is kept as lines of JSON. */
export async function exportKept(store: Store): Promise<number> {
  try {
    for (const line of store.all()) {
      // The reader of a pipe may be slower.
      if (!process.stdout.write(`${harmlessJson(line)}\n`)) {
        await new Promise((resolve) => process.stdout.once('drain', resolve));
      }
    }
    return 0;
  } finally {
    store.close();
  }
}

/** Takes in the lines of a file, and says on the standard error how many they were. */
export async function importFile(store: Store, file: string): Promise<number> {
  try {
    const handle = await open(file).catch(() => {
      throw new Error(`${file} cannot be read. Name a file of lines that --export has printed.`);
    });
    const { events, sessions, updates, unread, unreadCount } = await importLines(handle.readLines(), store, Date.now());
    const taken = [counted(events, 'event'), counted(sessions, 'session'), counted(updates, 'update')].join(', ');
    process.stderr.write(`${taken} of ${file} are kept in ${store.where}.\n`);
    if (unreadCount === 0) return 0;
    const listed = `${unread.join(', ')}${unreadCount > unread.length ? ', …' : ''}`;
    process.stderr.write(`${counted(unreadCount, 'line')} could not be read: ${listed}.\n`);
    return 1;
  } finally {
    store.close();
  }
}
