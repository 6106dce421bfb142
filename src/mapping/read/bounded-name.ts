/** Longer ids and names are cut. No provider or app has such; a bug or an attack does. */
export const maxNameChars = 1024;

/**
 * The beginning of an id or a name: the same for the same one, whatever else a record has. Half a surrogate pair is left out, as
 * an empty beginning is.
 */
export function boundedName(name: string, maxChars = maxNameChars): string {
  if (name.length <= Math.max(maxChars, uuidChars)) return name;
  const beginning = name.slice(0, maxChars);
  return /[\uD800-\uDBFF]$/.test(beginning) ? beginning.slice(0, -1) : beginning;
}

const uuidChars = 36;
