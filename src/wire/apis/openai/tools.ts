import { asRecord, asText, type JsonRecord, nonEmpty, recordsOf, without } from '../../../json/json-record';

/** `{type, function: {name, …}}` as the conventions have it, `{type, name, …}`; other tools likewise. */
export const toolDefinitions = (tools: unknown): readonly JsonRecord[] | undefined =>
  nonEmpty(
    recordsOf(tools).map((tool) => {
      const type = asText(tool['type']) ?? 'function';
      const definition = asRecord(tool[type]);
      return definition === undefined ? tool : { ...without(tool, type), ...definition, type };
    }),
  );
