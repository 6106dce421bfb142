import { type JsonRecord, without, withoutNullish } from '../../../json/json-record';

/** What stands beside several answers of one call, without what is `read` elsewhere: of the only one, or of each in a list. */
export function fieldsOfChoices(choices: readonly JsonRecord[], ...read: readonly string[]): JsonRecord {
  const others = choices.map((choice) => withoutNullish(without(choice, ...read)));
  const names = new Set(others.flatMap((fields) => Object.keys(fields)));
  return Object.fromEntries(
    [...names].map((name) => [
      name,
      others.length === 1 ? others[0]?.[name] : others.map((each) => each[name] ?? null),
    ]),
  );
}
