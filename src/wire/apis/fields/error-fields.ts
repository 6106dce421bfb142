import { asRecord, type JsonRecord, without, withoutNullish } from '../../../json/json-record';

/** What stands beside an error's message: its code, its type, the parameter that it is about. */
export function errorFields(body: JsonRecord): JsonRecord {
  const fields = withoutNullish(without(asRecord(body['error']) ?? {}, 'message'));
  return Object.keys(fields).length === 0 ? {} : { error: fields };
}
