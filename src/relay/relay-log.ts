import type { Level } from '../runtime/log';

/** Writes one line of JSON for an event of the relay. Fields never hold anything of a record or a key. */
export type RelayLog = (level: Level, event: string, fields?: Readonly<Record<string, string | number>>) => void;

/** @param write takes a line with its line break */
export const relayLog =
  (write: (line: string) => unknown): RelayLog =>
  (level, event, fields = {}) =>
    write(`${JSON.stringify({ time: new Date().toISOString(), level, event, ...fields })}\n`);
