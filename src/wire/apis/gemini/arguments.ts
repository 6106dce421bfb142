import { asRecord, asText, type JsonRecord } from '../../../json/json-record';

/**
 * The arguments of a call with those of a chunk added: values by their JSON path, texts in pieces
 * (https://cloud.google.com/vertex-ai/generative-ai/docs/multimodal/function-calling#streaming-function-call-arguments).
 */
export function addPartialArguments(args: JsonRecord, pieces: readonly JsonRecord[]): JsonRecord {
  return pieces.reduce<JsonRecord>((known, piece) => {
    const path = [...(asText(piece['jsonPath']) ?? '').matchAll(step)].map(([, name, index]) =>
      index === undefined ? (name ?? '') : Number(index),
    );
    const value = valueIn(piece);
    return path.length === 0 || value === undefined ? known : (asRecord(withValue(known, path, value)) ?? known);
  }, args);
}

/** `.name` or `[0]` of a path such as `$.items[0].name`. */
const step = /\.([^.[\]]+)|\[(\d+)\]/g;

function valueIn(piece: JsonRecord): unknown {
  if ('nullValue' in piece) return null;
  return piece['stringValue'] ?? piece['numberValue'] ?? piece['boolValue'];
}

function withValue(target: unknown, [first, ...rest]: readonly (string | number)[], value: unknown): unknown {
  if (first === undefined) return typeof target === 'string' && typeof value === 'string' ? target + value : value;
  if (typeof first === 'string') {
    const record = asRecord(target) ?? {};
    return { ...record, [first]: withValue(record[first], rest, value) };
  }
  const list: unknown[] = Array.isArray(target) ? [...target] : [];
  // An index far beyond the end is no list that a model writes.
  if (first > list.length) return list;
  list[first] = withValue(list[first], rest, value);
  return list;
}
