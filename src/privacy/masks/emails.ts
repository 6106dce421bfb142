const maxLocal = 64;
const maxDomain = 253;

/** What stands between the two parts of an address; in a URL, the second. */
const at = /@|%40/g;
const localSigns = '._+-';
const letterOrNumber = /[\p{L}\p{N}]/u;
const domain = /^(?:[\p{L}\p{N}][\p{L}\p{N}-]{0,62}\.){1,8}\p{L}{2,24}(?![\p{L}\p{N}])/u;

/** What follows on the address of a repository: `git@github.com:owner/name`, `deploy@host.example:name.git`. */
const path = { ofGit: /^[:/][\w~.-]/, ofAnyone: /^:(?!\d+\/)[\w~./-]{1,128}\.git(?![\w-])/ };
const maxPath = 140;
/** `icon@2x.png` */
const scaledImage = /^\dx\./;

/** A text with `mask` in place of mail addresses: their ends are sought around each `@`, which a hostile text cannot make slow. */
export function withoutEmails(text: string, mask: string): string {
  let clean = '';
  let from = 0;
  for (const { 0: sign, index } of text.matchAll(at)) {
    if (index < from) continue;
    const end = index + sign.length;
    const [name] = isWordly(text.charCodeAt(end)) ? (domain.exec(text.slice(end, end + maxDomain)) ?? []) : [];
    if (name === undefined || scaledImage.test(name)) continue;
    const start = startOf(text, Math.max(from, index - maxLocal), index);
    if (start === undefined) continue;
    if (isRepository(text.slice(start, index), text.slice(end + name.length, end + name.length + maxPath))) continue;
    clean += text.slice(from, start) + mask;
    from = end + name.length;
  }
  return from === 0 ? text : clean + text.slice(from);
}

const isRepository = (user: string, after: string): boolean =>
  (user === 'git' ? path.ofGit : path.ofAnyone).test(after);

/** Where the part before the sign begins: with a letter or a digit. */
function startOf(text: string, from: number, to: number): number | undefined {
  let start: number | undefined;
  for (let place = to - 1; place >= from; place -= 1) {
    const character = text.charAt(place);
    const isWord = isWordly(text.charCodeAt(place));
    if (!isWord && !localSigns.includes(character)) {
      // In JSON that was cut, the letter of `\n` is none of an address.
      return character === '\\' && start === place + 1 ? afterLetter(start, to) : start;
    }
    if (isWord || character === '_') start = place;
  }
  return start;
}

/** A letter or a number of any script. */
const isWordly = (code: number): boolean =>
  code < 0x80
    ? (code >= 0x30 && code <= 0x39) || ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a)
    : letterOrNumber.test(String.fromCharCode(code));

const afterLetter = (start: number, to: number): number | undefined => (start + 1 < to ? start + 1 : undefined);
