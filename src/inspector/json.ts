import type { Json, JsonObject } from '../json/json';

/** Total readers of a record that somebody sent: nothing, or an empty one, for anything else than what is asked for. */
export const text = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined);

export const count = (value: Json | undefined): number | undefined => (typeof value === 'number' ? value : undefined);

export const list = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);

export const object = (value: Json | undefined): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
