import { randomUUID } from 'node:crypto';
import { type JsonObject, stringify } from '../../json/json';
import { updated } from '../merged';
import { idOf, type NewRow, rowOf } from './row-of';
import type { Arrived } from './store';

/** An event as it is kept. */
export interface Taken {
  readonly arrived: Arrived;
  readonly id: string;
  /** The record. */
  readonly json: string;
  readonly row: NewRow;
}

/** @param earlyOf the update that came before the event with an id, if one did */
export function take(arrived: Arrived, earlyOf: (id: string) => JsonObject | undefined): Taken {
  const id = idOf(arrived.id) ?? idOf(arrived.record['event_id']) ?? randomUUID();
  const early = earlyOf(id);
  const kept = early === undefined ? arrived : { ...arrived, record: updated(arrived.record, early) };
  const json = stringify(kept.record);
  return { arrived: kept, id, json, row: rowOf(kept, id, json) };
}
