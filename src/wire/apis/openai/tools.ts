import { asRecord, asText, type JsonRecord, without } from '../../../json/json-record';

/** `{type, function: {name, …}}` as the conventions have it, `{type, name, …}`; other tools alike. */
export function toolDefinition(tool: JsonRecord): JsonRecord {
  const type = asText(tool['type']) ?? 'function';
  const definition = asRecord(tool[type]);
  return definition === undefined ? tool : { ...without(tool, type), ...definition, type };
}
