/** Where a line is. */
export interface Place {
  readonly at: number;
  /** In bytes. */
  readonly length: number;
}

/** The lines of a store without a database. */
export interface Texts {
  readonly where: string;
  /** All of them or none. */
  append(lines: readonly string[]): readonly Place[];
  read(place: Place): string;
  /** What has been appended survives the end of the system, too. */
  flush(): void;
  /** The line is not needed any longer. */
  release(place: Place): void;
  /** Whether lines that are not needed take most of the room, so that it is worth writing the others anew. */
  readonly isMostlyStale: boolean;
  /** Leaves only these lines, in this order. */
  keepOnly(places: readonly Place[]): readonly Place[];
  clear(): void;
  close(): void;
}

export class MemoryTexts implements Texts {
  readonly where = 'memory';
  readonly isMostlyStale = false;
  readonly #lines = new Map<number, Buffer>();
  #next = 0;

  /** As bytes: a text takes twice as much for one character that is not Latin. */
  append(lines: readonly string[]): readonly Place[] {
    return lines.map((line) => {
      const bytes = Buffer.from(line);
      this.#next += 1;
      this.#lines.set(this.#next, bytes);
      return { at: this.#next, length: bytes.length };
    });
  }

  read({ at }: Place): string {
    return this.#lines.get(at)?.toString() ?? '';
  }

  flush(): void {} // memory does not survive

  release({ at }: Place): void {
    this.#lines.delete(at);
  }

  keepOnly(places: readonly Place[]): readonly Place[] {
    return places;
  }

  clear(): void {
    this.#lines.clear();
  }

  close(): void {
    this.#lines.clear();
  }
}
