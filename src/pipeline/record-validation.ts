import type { JsonObject } from '../json/json';
import { validate } from '../json/validate-schema';
import { type EventRecord, isStepEvent, ofModelEvents } from '../mapping/record/step-event';
import { fieldsOf } from '../mapping/record/step-fields';

export interface ValidRecord {
  readonly record: EventRecord;
  /** Whether some field was not valid, so that the substitute's was taken, or none. */
  readonly isRepaired: boolean;
}

/**
 * A record of what an app's `redact` returned: fields that are not valid are replaced, those that identify or measure the call
 * are put back if they are missing, the id of the event always. Other names are left out. A step that has got a field of model
 * calls was not understood, so nothing of it is taken.
 * @param substitute has the fields to put in; holds nothing that must not be sent
 */
export function validRecord(returned: JsonObject, substitute: EventRecord): ValidRecord {
  if (isStepEvent(substitute) && ofModelEvents.some((name) => returned[name] !== undefined)) {
    return { record: substitute, isRepaired: true };
  }
  const known = substitute as unknown as Readonly<Record<string, unknown>>;
  const record: Record<string, unknown> = {};
  let isRepaired = false;
  for (const [name, { schema, isRequired, isRestored }] of fieldsOf(substitute)) {
    const value = returned[name];
    const isValid = value === undefined || validate(schema, value).length === 0;
    if (!isValid) isRepaired = true;
    const taken = isValid ? value : known[name];
    const field = taken ?? (isRequired || isRestored ? known[name] : taken);
    if (field !== undefined) record[name] = field;
  }
  const { event_id } = substitute;
  const kind = isStepEvent(substitute) ? { event_type: substitute.event_type } : {};
  return { record: { ...(record as unknown as EventRecord), event_id, ...kind }, isRepaired };
}
