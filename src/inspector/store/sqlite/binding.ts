/** What a query takes, and what its columns are. */
export type Value = string | number | null;
export type Columns = Readonly<Record<string, Value>>;

interface Statement {
  run(...values: Value[]): unknown;
  get(...values: Value[]): unknown;
  all(...values: Value[]): unknown[];
}

/** What `node:sqlite` and `better-sqlite3` have in common. */
export interface Database {
  exec(sql: string): unknown;
  prepare(sql: string): Statement;
  close(): unknown;
}

export interface Binding {
  readonly name: 'node:sqlite' | 'better-sqlite3';
  /** The file is made if it is not there. */
  open(path: string): Database;
}

/** What can open a database with an index of texts here: Node's own SQLite, else the package; `undefined` if neither can. */
export const findBinding = (): Binding | undefined => [nodeSqlite, betterSqlite].map((load) => load()).find(canIndex);

export function nodeSqlite(): Binding | undefined {
  const found = withoutWarning(() => {
    // Unknown to Node 20, and until 22.13 there with a flag only.
    const get = (process as { getBuiltinModule?: (name: string) => unknown }).getBuiltinModule;
    return get?.('node:sqlite') as { readonly DatabaseSync: new (path: string) => Database } | undefined;
  });
  return found === undefined ? undefined : { name: 'node:sqlite', open: (path) => new found.DatabaseSync(path) };
}

/** Where SQLite is called experimental, Node says so once as it is loaded: no news to the user of a command. */
function withoutWarning<T>(load: () => T): T | undefined {
  const emit = process.emitWarning;
  process.emitWarning = () => undefined;
  try {
    return load();
  } catch {
    return undefined;
  } finally {
    process.emitWarning = emit;
  }
}

/** From this version on it is made for Node 22, and loading it ends an older one by a signal. */
const firstForNode22 = 13;

export function betterSqlite(): Binding | undefined {
  try {
    const { version } = require('better-sqlite3/package.json') as { readonly version: string };
    const isNodeTooOld = Number.parseInt(process.versions.node, 10) < 22;
    if (isNodeTooOld && Number.parseInt(version, 10) >= firstForNode22) return undefined;
    const Opened = require('better-sqlite3') as new (path: string) => Database;
    return { name: 'better-sqlite3', open: (path) => new Opened(path) };
  } catch {
    return undefined; // not installed, or built for another system
  }
}

export const searchTable =
  "CREATE VIRTUAL TABLE search USING fts5(text, content = '', contentless_delete = 1, tokenize = 'trigram case_sensitive 1')";

/** Some builds of SQLite have no full-text index, and older ones none of this kind. */
function canIndex(binding: Binding | undefined): binding is Binding {
  try {
    const database = binding?.open(':memory:');
    database?.exec(searchTable);
    database?.close();
    return database !== undefined;
  } catch {
    return false;
  }
}
