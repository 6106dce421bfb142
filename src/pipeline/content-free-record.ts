import type { EventRecord } from '../mapping/record/step-event';
import { fieldsOf } from '../mapping/record/step-fields';

/**
 * What is left of a record when nothing in it can be trusted to be free of secrets: which model, when, how long, how much, and
 * whether it failed; of a step that it was one. Less than `captureContent: false` leaves, since an error may quote a prompt, and user
 * properties a person.
 */
export function contentFree(record: EventRecord): EventRecord {
  const given = record as unknown as Readonly<Record<string, unknown>>;
  const left: Record<string, unknown> = {};
  for (const [name, { withoutContent }] of fieldsOf(record)) {
    if (given[name] !== undefined && withoutContent !== undefined) left[name] = withoutContent(given[name], record);
  }
  return left as unknown as EventRecord; // every required field has something that is left
}
