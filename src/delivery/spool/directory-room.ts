import type { Runtime } from '../../runtime/runtime';
import { type Directory, totalBytes } from './directory';

/** How long a measurement is believed that leaves no room. */
const fullMs = 1000;
/** After writing so much, or a sixteenth of the room, the files of other processes are measured again. */
const measureAfterBytes = 4 * 2 ** 20;

/** Keeps the files of all processes in a directory below a length in all. Both methods throw the system's errors. */
export class DirectoryRoom {
  readonly #directory: Directory;
  readonly #owner: string;
  readonly #maxBytes: number;
  readonly #runtime: Runtime;
  #others = { bytes: 0, measuredAt: Number.NEGATIVE_INFINITY };
  #writtenSince = 0;

  /** @param owner the name of this process, whose files are not measured */
  constructor(directory: Directory, owner: string, maxBytes: number, runtime: Runtime) {
    this.#directory = directory;
    this.#owner = owner;
    this.#maxBytes = maxBytes;
    this.#runtime = runtime;
  }

  /** Whether so many bytes may be written. @param own length of this process's files */
  has(own: number, bytes: number): boolean {
    if (this.#writtenSince > Math.min(measureAfterBytes, this.#maxBytes / 16)) this.measureOthers();
    const isFull = (): boolean => own + this.#others.bytes + bytes > this.#maxBytes;
    if (isFull() && this.#runtime.now() - this.#others.measuredAt >= fullMs) this.measureOthers();
    if (isFull()) return false;
    this.#writtenSince += bytes;
    return true;
  }

  measureOthers(): void {
    const others = this.#directory.list().segments.filter(({ owner }) => owner !== this.#owner);
    this.#others = { bytes: totalBytes(others), measuredAt: this.#runtime.now() };
    this.#writtenSince = 0;
  }
}
