/** The same text in memory of its own: a slice keeps the whole text alive that it was taken from. */
export function flat(text: string): string {
  const copy = ` ${text}`;
  copy.charCodeAt(0); // a concatenation is copied into one piece where its characters are looked at
  return copy.slice(1);
}
