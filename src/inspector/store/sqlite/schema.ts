import { type Columns, searchTable } from './binding';

/** Of the tables below. A database of a later one is left alone. */
const schemaVersion = 1;

/** The database is one of a later version of this package. */
export class FutureVersionError extends Error {}

/**
 * Numbers are REAL, since they come from anyone: as an integer a large one could not be read. An event's figures lie apart from its
 * texts, so that sums over all events read few pages; of `contents` the long columns are last. `n` is the `seq` by which an event
 * first came.
 */
const tables = `
  CREATE TABLE state (seq INTEGER NOT NULL, events INTEGER NOT NULL, bytes INTEGER NOT NULL, capped INTEGER NOT NULL);
  INSERT INTO state VALUES (0, 0, 0, 0);

  CREATE TABLE events (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    seq INTEGER NOT NULL,
    kind TEXT NOT NULL,
    format TEXT NOT NULL,
    sessionId TEXT NOT NULL,
    traceId TEXT NOT NULL,
    parentId TEXT NOT NULL,
    name TEXT NOT NULL,
    model TEXT NOT NULL,
    provider TEXT NOT NULL,
    user TEXT NOT NULL,
    startTime REAL NOT NULL,
    endTime REAL NOT NULL,
    duration REAL NOT NULL,
    timeToFirstToken REAL,
    promptTokens REAL,
    completionTokens REAL,
    totalTokens REAL,
    cachedTokens REAL,
    reasoningTokens REAL,
    cost REAL,
    error TEXT,
    problems INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    size INTEGER NOT NULL
  );
  CREATE INDEX eventsByStart ON events (startTime);
  CREATE INDEX eventsOfSession ON events (sessionId, startTime);
  CREATE INDEX endsOfSession ON events (sessionId, endTime);
  CREATE INDEX eventsOfTrace ON events (traceId);
  CREATE INDEX eventsOfUser ON events (user);
  CREATE INDEX eventsOfNoSession ON events (seq) WHERE sessionId = '';

  CREATE TABLE contents (
    n INTEGER PRIMARY KEY,
    preview TEXT NOT NULL,
    answer TEXT NOT NULL,
    tools TEXT NOT NULL,
    violations TEXT NOT NULL,
    arrivedAt REAL NOT NULL,
    text TEXT NOT NULL,
    record TEXT NOT NULL
  );

  CREATE TABLE tools (n INTEGER NOT NULL, tool TEXT NOT NULL, PRIMARY KEY (n, tool)) WITHOUT ROWID;
  CREATE INDEX eventsOfTool ON tools (tool);

  CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    touched INTEGER NOT NULL,
    lastTime REAL NOT NULL,
    startTime REAL NOT NULL,
    size INTEGER NOT NULL,
    start TEXT
  );
  CREATE INDEX sessionsByActivity ON sessions (lastTime, id);
  CREATE INDEX sessionsByTouch ON sessions (touched);

  CREATE TABLE early (id TEXT PRIMARY KEY, seq INTEGER NOT NULL, content TEXT NOT NULL);

  ${searchTable};
`;

interface Migrated {
  exec(sql: string): void;
  get(sql: string): Columns | undefined;
  writing<T>(work: () => T): T;
}

/** @throws a {@link FutureVersionError} */
export function migrate(connection: Migrated): void {
  if (versionOf(connection) === schemaVersion) return;
  connection.writing(() => {
    const version = versionOf(connection);
    if (version > schemaVersion) throw new FutureVersionError();
    if (version === 0) connection.exec(`${tables} PRAGMA user_version = ${schemaVersion}`);
  });
}

const versionOf = (connection: Migrated): number => Number(connection.get('PRAGMA user_version')?.['user_version']);
