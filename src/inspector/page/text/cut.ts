/** A text that is only little longer is shown whole. */
const tolerance = 200;

/** Where to cut a text after about so many characters: not within a surrogate pair, and at its end if that is near. */
export function cutAt(text: string, length: number): number {
  if (text.length <= length + tolerance) return text.length;
  const code = text.charCodeAt(length - 1);
  return code >= 0xd800 && code < 0xdc00 ? length + 1 : length;
}
