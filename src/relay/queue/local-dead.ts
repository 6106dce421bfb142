import type { DeadFiles } from './dead-store';
import type { DeadLetter, DeadLetters, Queue } from './queue';

/** The dead letters of a queue in a directory. */
export class LocalDeadLetters implements DeadLetters {
  readonly #files: DeadFiles;
  readonly #open: () => Queue;

  /** @param open opens the queue beside a relay that may run: it takes the files of this process when that has ended */
  constructor(files: DeadFiles, open: () => Queue) {
    this.#files = files;
    this.#open = open;
  }

  list(): Promise<readonly DeadLetter[]> {
    return this.#files.list();
  }

  async retry(letters: readonly DeadLetter[]): Promise<void> {
    const queue = this.#open();
    try {
      for (const letter of letters) {
        const [published] = await queue.publish([letter.entry]);
        if (published !== 'stored')
          throw new Error('The queue is full, or cannot be written to. The others stay dead.');
        await this.#files.remove(letter);
      }
    } finally {
      await queue.close();
    }
  }

  async drop(letters: readonly DeadLetter[]): Promise<void> {
    for (const letter of letters) await this.#files.remove(letter);
  }

  async close(): Promise<void> {}
}
