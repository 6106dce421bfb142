/** The words and quoted phrases of a search, as the store takes them, in lower case. */
export const wordsIn = (search: string): readonly string[] =>
  (search.toLowerCase().match(/"[^"]*"|[^\s"]+/g) ?? [])
    .map((word) => word.replaceAll('"', ''))
    .filter((word) => word !== '');

/** So many places are marked: a page full of them says no more. */
const maxPlaces = 500;

/** Where the words stand in a text, from and to. */
export function placesOf(words: readonly string[], text: string): readonly (readonly [number, number])[] {
  const lower = text.toLowerCase();
  // Where a letter has another length in lower case, the places would be those of other letters.
  if (lower.length !== text.length) return [];
  const places: (readonly [number, number])[] = [];
  for (const word of words) {
    for (
      let at = lower.indexOf(word);
      at >= 0 && places.length < maxPlaces;
      at = lower.indexOf(word, at + word.length)
    ) {
      places.push([at, at + word.length]);
    }
  }
  return places;
}
