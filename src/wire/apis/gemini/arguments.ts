import { asRecord, asText, type JsonRecord } from '../../../json/json-record';
import type { Growth } from '../fields/growth';
import type { Writable } from '../fields/stream';

/**
 * Adds those of a chunk to the arguments of a call: values by their JSON path, texts in pieces
 * (https://cloud.google.com/vertex-ai/generative-ai/docs/multimodal/function-calling#streaming-function-call-arguments).
 */
export function addPartialArguments(args: Writable, pieces: readonly JsonRecord[], growth: Growth): void {
  for (const piece of pieces) {
    const path = [...(asText(piece['jsonPath']) ?? '').matchAll(step)].map(([, name, index]) =>
      index === undefined ? (name ?? '') : Number(index),
    );
    const value = valueIn(piece);
    if (typeof path[0] === 'string' && value !== undefined) put(args, path, value, growth);
  }
}

/** `.name` or `[0]` of a path such as `$.items[0].name`. */
const step = /\.([^.[\]]+)|\[(\d+)\]/g;

function valueIn(piece: JsonRecord): unknown {
  if ('nullValue' in piece) return null;
  return piece['stringValue'] ?? piece['numberValue'] ?? piece['boolValue'];
}

/** @param path of a value in the object or list: names in objects, indices in lists */
function put(holder: Writable | unknown[], path: readonly (string | number)[], value: unknown, growth: Growth): void {
  let at = holder;
  for (const [depth, key] of path.entries()) {
    const known = memberOf(at, key);
    // An index far beyond the end is no list that a model writes.
    if (key === '__proto__' || (Array.isArray(at) && Number(key) > at.length)) return;
    if (known === undefined && !growth.takes('')) return;
    const next = path[depth + 1];
    if (next === undefined) {
      const isText = typeof known === 'string' && typeof value === 'string';
      set(at, key, isText ? growth.joined(known, value) : value);
      return;
    }
    const inner = typeof next === 'number' ? (Array.isArray(known) ? known : []) : (asRecord(known) ?? {});
    set(at, key, inner);
    at = inner;
  }
}

const memberOf = (holder: Writable | unknown[], key: string | number): unknown =>
  Object.hasOwn(holder, key) ? (holder as Writable)[key] : undefined;

const set = (holder: Writable | unknown[], key: string | number, value: unknown): void => {
  (holder as Writable)[key] = value;
};
