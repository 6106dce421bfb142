import type { CreateModelEvent } from '../mapping/record/model-event';
import { recordFieldNames, recordFields } from '../mapping/record/record-fields';

/**
 * What is left of a record when nothing in it can be trusted to be free of secrets: which model, when, how long, how much, and
 * whether it failed. Less than `captureContent: false` leaves, since an error may quote a prompt, and user properties a person.
 */
export function contentFree(record: CreateModelEvent): CreateModelEvent {
  const left: Record<string, unknown> = {};
  for (const name of recordFieldNames) {
    const withoutContent = recordFields[name].withoutContent as
      | ((value: unknown, record: CreateModelEvent) => unknown)
      | undefined;
    if (record[name] !== undefined && withoutContent !== undefined) left[name] = withoutContent(record[name], record);
  }
  return left as unknown as CreateModelEvent; // every required field has something that is left
}
