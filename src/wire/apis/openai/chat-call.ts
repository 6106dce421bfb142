import { asRecord, asText, compact, type JsonRecord } from '../../../json/json-record';

/** A tool call, or a piece of one, as chat has it: some servers leave out the object around the tool's name and arguments. */
export function chatCall(call: JsonRecord): JsonRecord {
  const { name, arguments: args, ...others } = call;
  const isFlat = asRecord(call[asText(call['type']) ?? 'function'] ?? call['function']) === undefined;
  if (!isFlat || (name ?? args) === undefined) return call;
  return { ...others, type: 'function', function: compact({ name, arguments: args }) };
}
