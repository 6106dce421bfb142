import { chmodSync, closeSync, openSync } from 'node:fs';
import type { Binding, Columns, Database, Value } from './binding';
import { migrate } from './schema';

/** So many different queries are kept prepared; filters make many. */
const maxPrepared = 200;
/** So long another process may hold the database while it writes. This one does nothing else meanwhile. */
const busyMs = 1000;

type Prepared = ReturnType<Database['prepare']>;

/** An open database, with what is the same for all queries. */
export class Connection {
  readonly path: string;
  readonly #database: Database;
  readonly #prepared = new Map<string, Prepared>();

  /** @throws what `migrate` throws, and errors of SQLite and of the disk */
  constructor(path: string, binding: Binding) {
    this.path = path;
    closeSync(openSync(path, 'a', 0o600)); // the files beside it get the mode of this one
    chmodSync(path, 0o600);
    this.#database = binding.open(path);
    try {
      this.#database.exec(`PRAGMA busy_timeout = ${busyMs}`);
      this.#database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY');
      this.#database.exec('PRAGMA journal_size_limit = 67108864');
      migrate(this);
      this.#database.exec('CREATE TEMP TABLE hits (n INTEGER PRIMARY KEY)');
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  exec(sql: string): void {
    this.#database.exec(sql);
  }

  run(sql: string, ...values: readonly Value[]): void {
    this.#prepare(sql).run(...values);
  }

  get(sql: string, ...values: readonly Value[]): Columns | undefined {
    return this.#prepare(sql).get(...values) as Columns | undefined;
  }

  all(sql: string, ...values: readonly Value[]): readonly Columns[] {
    return this.#prepare(sql).all(...values) as Columns[];
  }

  /** All that the work writes, or nothing of it. `IMMEDIATE`, or another process could write between what it reads and writes. */
  writing<T>(work: () => T): T {
    return this.#within('BEGIN IMMEDIATE', work);
  }

  /** All queries of the work see the same state. */
  reading<T>(work: () => T): T {
    return this.#within('BEGIN', work);
  }

  close(): void {
    this.#prepared.clear();
    this.#database.close();
  }

  #within<T>(begin: string, work: () => T): T {
    this.run(begin);
    try {
      const result = work();
      this.run('COMMIT');
      return result;
    } catch (error) {
      try {
        this.run('ROLLBACK');
      } catch {} // a full disk has done so already
      throw error;
    }
  }

  #prepare(sql: string): Prepared {
    const known = this.#prepared.get(sql);
    if (known !== undefined) return known;
    const prepared = this.#database.prepare(sql);
    this.#prepared.set(sql, prepared);
    for (const oldest of this.#prepared.keys()) {
      if (this.#prepared.size <= maxPrepared) break;
      this.#prepared.delete(oldest);
    }
    return prepared;
  }
}
