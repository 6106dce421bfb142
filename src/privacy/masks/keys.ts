import { privateKey, shaped, webhook } from '../key-shapes';

/** A text with `mask` in place of keys of known shapes. A private key has been looked for in the whole text before. */
export const withoutKeys = (text: string, mask: string): string =>
  text.replace(webhook, (_, address: string) => address + mask).replace(shaped, mask);

export const withoutPrivateKeysBy = (text: string, mask: string): string =>
  text.includes('-----BEGIN ') ? text.replace(privateKey, mask) : text;

/** Where a key ends that begins before a place in a text, and goes on there; the place itself if there is none. */
export function afterKey(text: string, from: number, at: number): number {
  for (const keys of [webhook, shaped]) {
    for (const { 0: key, index } of text.slice(from, at).matchAll(keys)) {
      if (from + index + key.length === at) return endOfRun(text, at, signsIn(keys, key));
    }
  }
  return at;
}

/** What such a key may have beside letters and digits. */
const signsIn = (keys: RegExp, key: string): string =>
  [...'_-./+='].filter((sign) => (key + sign).match(keys)?.[0] === key + sign).join('');

/** By itself: an expression may be slow in so long a text when it is first used. */
function endOfRun(text: string, from: number, signs: string): number {
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const isWord = (code >= 0x30 && code <= 0x39) || ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a);
    if (!isWord && !signs.includes(text.charAt(at))) return at;
  }
  return text.length;
}
