import type { QueueEntry } from './queue-entry';

/**
 * What became of an entry that was to be queued. `stored`: it survives this process. `full`, `away`: it may be published again later,
 * and is the same entry then. `too_large`: it never fits.
 */
export type Published = 'stored' | 'full' | 'away' | 'too_large';

/** An entry that this process has to deliver. One of its verbs is called, once; if the process dies before, the entry comes again. */
export interface PulledEntry {
  readonly entry: QueueEntry;
  /** How often it was pulled, this time included. */
  readonly deliveries: number;
  /** It is delivered. */
  ack(): void;
  /** It comes again after so long. */
  nak(delayMs: number): void;
  /**
   * It is refused for good, and kept apart. It comes again if it cannot be kept.
   * @param reason a sentence without anything of the record
   * @returns whether it is kept
   */
  deadLetter(reason: string): Promise<boolean>;
}

export interface QueueStats {
  /** Entries that are neither delivered nor dead. */
  readonly pending: number;
  /** Entries that were refused for good. */
  readonly dead: number;
  /** Since the oldest pending entry was published; 0 if there is none. */
  readonly oldestAgeMs: number;
}

/** Keeps entries between those who accept them and those who deliver them. None of its methods rejects. */
export interface Queue {
  /** Whether it takes entries and gives them; a log line says why not. */
  readonly isAway: boolean;
  /** Longer entries are never taken. */
  readonly maxEntryBytes: number;
  /** @returns what became of each */
  publish(entries: readonly QueueEntry[]): Promise<readonly Published[]>;
  /** At most so many entries, oldest first; waits for the first of them, for a second at most. */
  pull(max: number): Promise<readonly PulledEntry[]>;
  /** `undefined` while it is away. */
  stats(): Promise<QueueStats | undefined>;
  /** Gives up what was pulled and has no verdict: it comes again, here or elsewhere. */
  close(): Promise<void>;
}

/** An entry that was refused for good. */
export interface DeadLetter {
  readonly entry: QueueEntry;
  readonly reason: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** The entries that were refused for good. All methods throw an Error that says what to do. */
export interface DeadLetters {
  list(): Promise<readonly DeadLetter[]>;
  /** Queues them again, and forgets that they were refused. */
  retry(letters: readonly DeadLetter[]): Promise<void>;
  drop(letters: readonly DeadLetter[]): Promise<void>;
  close(): Promise<void>;
}

/** What a queue reports. Sentences say what to do, and hold nothing of an entry. */
export interface QueueEvents {
  /** It takes and gives nothing for now. May be called again while that lasts. */
  away(problem: string): void;
  back(): void;
  problem(sentence: string): void;
  /** Entries that a damaged disk has cost. */
  damaged(entries: number): void;
}
