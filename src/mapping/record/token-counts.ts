import type { JsonObject } from '../../json/json';

/** Of two `usage` fields: whether both have as many tokens read and written, or neither has any. */
export const hasSameCounts = (one: JsonObject, other: JsonObject): boolean =>
  one['prompt_tokens'] === other['prompt_tokens'] && one['completion_tokens'] === other['completion_tokens'];
