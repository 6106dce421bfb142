import type { Report } from '../../delivery/record';
import type { SpoolPosition } from '../../delivery/spool/segment-set';
import { Spool, type SpoolOptions } from '../../delivery/spool/spool';
import { systemRuntime } from '../../runtime/runtime';
import type { QueueEvents } from './queue';
import { labelIn, labelText, type QueueEntry } from './queue-entry';

/** An entry that was read back. */
export interface LoggedEntry {
  readonly entry: QueueEntry;
  readonly ageMs: number;
}

/** Where a {@link LocalQueue} keeps its entries. `Place` is where one of them is. */
export interface LocalLog<Place> {
  /** `undefined`: the disk fails. */
  append(entry: QueueEntry): Place | 'full' | undefined;
  /** Whether it takes entries now. */
  readonly works: boolean;
  /** Writes what was appended and forgotten. */
  commit(): void;
  /** Whether an entry is where it survives this process as well as it can. */
  holds(place: Place): boolean;
  /** `undefined` if it is damaged. */
  read(place: Place): LoggedEntry | 'disk_fails' | undefined;
  forget(place: Place): void;
  /** Has what an ended process left reported, now and later. */
  listen(found: (places: readonly Place[]) => void): void;
  close(): void;
}

interface InMemory {
  readonly entry: QueueEntry;
  readonly at: number;
}

/** Entries in memory, which end with the process. */
export class MemoryLog implements LocalLog<InMemory> {
  readonly works = true;
  readonly #maxBytes: number;
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  append(entry: QueueEntry): InMemory | 'full' {
    if (this.#bytes + entry.bytes.length > this.#maxBytes) return 'full';
    this.#bytes += entry.bytes.length;
    // A copy: the bytes may be a small part of a large request.
    return { entry: { ...entry, bytes: Buffer.from(entry.bytes) }, at: systemRuntime.now() };
  }

  commit(): void {}

  holds(): boolean {
    return true;
  }

  read({ entry, at }: InMemory): LoggedEntry {
    return { entry, ageMs: systemRuntime.now() - at };
  }

  forget({ entry }: InMemory): void {
    this.#bytes -= entry.bytes.length;
  }

  listen(): void {}

  close(): void {}
}

/** Of the entries: exporters that share the directory leave these files alone. */
const format = 'relay';

/** Entries in the exporter's own write-ahead log, in a directory that relays may share: those of dead ones are adopted. */
export class SpoolLog implements LocalLog<SpoolPosition> {
  readonly #spool: Spool;

  constructor(options: Omit<SpoolOptions, 'format'>, events: QueueEvents) {
    this.#spool = new Spool({ ...options, format }, reportTo(events), systemRuntime);
  }

  get works(): boolean {
    return this.#spool.works;
  }

  append({ bytes, ...label }: QueueEntry): SpoolPosition | 'full' | undefined {
    return this.#spool.append({ id: labelText(label), bytes });
  }

  commit(): void {
    this.#spool.commit();
  }

  holds({ segment, offset }: SpoolPosition): boolean {
    return segment.holds(offset);
  }

  read(place: SpoolPosition): LoggedEntry | 'disk_fails' | undefined {
    const stored = this.#spool.read(place);
    if (stored === undefined || stored === 'disk_fails') return stored;
    const label = labelIn(stored.id);
    return label && { entry: { ...label, bytes: stored.bytes }, ageMs: stored.ageMs };
  }

  forget(place: SpoolPosition): void {
    this.#spool.forget(place);
  }

  listen(found: (places: readonly SpoolPosition[]) => void): void {
    this.#spool.listen({
      adopted: (segment, { unsettled }) => found(unsettled.map((offset) => ({ segment, offset }))),
      recovered: () => undefined,
    });
  }

  close(): void {
    this.#spool.close();
  }
}

const reportTo = (events: QueueEvents): Report => ({
  accepted: () => undefined,
  delivered: () => undefined,
  lost: (entries) => events.damaged(entries),
  roomAgain: () => undefined,
  notice: (key, sentence) => {
    if (key === 'spool_back') events.back();
    else if (key === 'spool') events.away(sentence);
    else events.problem(sentence);
  },
});
