import { type JsonRecord, without } from '../../../json/json-record';

/** A format in the form of OpenAI's chat, which has a schema with its name in an object of its own. */
export function chatFormat(format: JsonRecord | undefined): JsonRecord | undefined {
  return format?.['type'] === 'json_schema' ? { type: 'json_schema', json_schema: without(format, 'type') } : format;
}
