import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DeadLetter } from './queue';
import { keyOf, labelIn, labelText, type QueueEntry } from './queue-entry';

/** Where a {@link LocalQueue} keeps what was refused for good. */
export interface DeadStore {
  /** @returns whether it is kept; else there are too many, or the disk fails */
  add(letter: DeadLetter): Promise<boolean>;
  count(): Promise<number>;
}

/** More are not kept: an entry that would be one more stays in the queue. */
const maxLetters = 10_000;

/** In memory, for a queue that is there, too. */
export class DeadInMemory implements DeadStore {
  readonly #letters: DeadLetter[] = [];

  async add(letter: DeadLetter): Promise<boolean> {
    if (this.#letters.length >= maxLetters) return false;
    this.#letters.push(letter);
    return true;
  }

  async count(): Promise<number> {
    return this.#letters.length;
  }
}

/** A file each, which other processes may read and delete. */
export class DeadFiles implements DeadStore {
  readonly #directory: string;

  /** @param directory of the queue */
  constructor(directory: string) {
    this.#directory = join(directory, 'dead');
  }

  async add(letter: DeadLetter): Promise<boolean> {
    try {
      await mkdir(this.#directory, { recursive: true, mode: 0o700 });
      if ((await this.#names()).length >= maxLetters) return false;
      const path = this.#pathOf(letter.entry);
      const { entry, reason, at } = letter;
      const text = JSON.stringify({ label: labelText(entry), reason, at, body: entry.bytes.toString() });
      await writeFile(`${path}.new`, text, { mode: 0o600, flush: true });
      await rename(`${path}.new`, path);
      return true;
    } catch {
      return false;
    }
  }

  async count(): Promise<number> {
    return (await this.#names()).length;
  }

  /** Oldest first. @throws the system's error */
  async list(): Promise<readonly DeadLetter[]> {
    const names = await this.#names();
    const letters = await Promise.all(
      names.map((name) => readFile(join(this.#directory, name), 'utf8').then(letterIn)),
    );
    return letters.filter((one) => one !== undefined).sort((one, other) => one.at - other.at);
  }

  async remove({ entry }: DeadLetter): Promise<void> {
    await rm(this.#pathOf(entry), { force: true });
  }

  async #names(): Promise<readonly string[]> {
    const names = await readdir(this.#directory).catch(() => []);
    return names.filter((name) => name.endsWith('.json'));
  }

  #pathOf(entry: QueueEntry): string {
    const name = createHash('sha256').update(keyOf(entry)).digest('hex').slice(0, 32);
    return join(this.#directory, `${name}.json`);
  }
}

/** `undefined` for a file that this is not. */
function letterIn(text: string): DeadLetter | undefined {
  try {
    const { label, reason, at, body } = JSON.parse(text) as Record<'label' | 'reason' | 'body', string> & {
      at: number;
    };
    const read = labelIn(label);
    return read && { entry: { ...read, bytes: Buffer.from(body) }, reason, at };
  } catch {
    return undefined;
  }
}
