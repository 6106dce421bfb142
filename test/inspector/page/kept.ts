import type { KeptCall } from '../../../src/inspector/page-api';
import { rowOf } from '../../../src/inspector/store/row-of';
import type { JsonObject } from '../../../src/json/json';

/** A valid record as the page gets it. */
export function kept(record: JsonObject, format: 'model' | 'v1' = 'model'): KeptCall {
  const arrived = { format, record, problems: [], at: 0 };
  const row = rowOf(arrived, String(record['event_id']), JSON.stringify(record));
  return { row: { ...row, seq: 1 }, record, problems: [] };
}
