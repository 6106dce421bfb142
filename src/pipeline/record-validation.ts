import type { JsonObject } from '../json/json';
import { validate } from '../json/validate-schema';
import type { CreateModelEvent } from '../mapping/record/model-event';
import { recordFieldNames, recordFields } from '../mapping/record/record-fields';

export interface ValidRecord {
  readonly record: CreateModelEvent;
  /** Whether some field was not valid, so that the substitute's was taken, or none. */
  readonly isRepaired: boolean;
}

/**
 * A record of what an app's `redact` returned: fields that are not valid are replaced, those that identify or measure the call
 * are put back if they are missing, the id of the event always. Other names are left out.
 * @param substitute has the fields to put in; holds nothing that must not be sent
 */
export function validRecord(returned: JsonObject, substitute: CreateModelEvent): ValidRecord {
  const record: Record<string, unknown> = {};
  let isRepaired = false;
  for (const name of recordFieldNames) {
    const { schema, isRequired, isRestored } = recordFields[name];
    const value = returned[name];
    const isValid = value === undefined || validate(schema, value).length === 0;
    if (!isValid) isRepaired = true;
    const taken = isValid ? value : substitute[name];
    const field = taken ?? (isRequired || isRestored ? substitute[name] : taken);
    if (field !== undefined) record[name] = field;
  }
  return { record: { ...(record as unknown as CreateModelEvent), event_id: substitute.event_id }, isRepaired };
}
