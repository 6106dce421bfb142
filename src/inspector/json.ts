import type { Json, JsonObject } from '../json/json';

// Readers of received records: a value of another type than expected counts as absent, or as empty.
export const text = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined);

export const count = (value: Json | undefined): number | undefined => (typeof value === 'number' ? value : undefined);

export const list = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);

export const object = (value: Json | undefined): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
