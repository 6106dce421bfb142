/** In one, or in groups as they are printed. A decimal fraction is none, nor what goes on with letters or digits. */
const candidates = [
  /(?<![A-Za-z\d_]|\d\.)\d{4}[ \u00a0.-]\d{4}[ \u00a0.-]\d{4}[ \u00a0.-]\d{4}[ \u00a0.-]\d{3}(?![A-Za-z\d_]|\.\d)/g,
  /(?<![A-Za-z\d_]|\d\.)\d{4}[ \u00a0.-]\d{4}[ \u00a0.-]\d{4}[ \u00a0.-]\d{1,7}(?![A-Za-z\d_]|\.\d)/g,
  /(?<![A-Za-z\d_]|\d\.)\d{4}[ \u00a0.-]\d{6}[ \u00a0.-]\d{4,5}(?![A-Za-z\d_]|\.\d)/g,
  /(?<![A-Za-z\d_]|\d\.)\d{13,19}(?![A-Za-z\d_]|\.\d)/g,
];

/**
 * The networks' first digits with their lengths. None begins with 1, as times in milliseconds to nanoseconds do.
 * https://en.wikipedia.org/wiki/Payment_card_number#Issuer_identification_number_(IIN)
 */
const network =
  /^(?:4(?:\d{12}|\d{15}|\d{18})|5\d{15}|(?:5[0678]|6\d)\d{14,17}|2[2-7]\d{14}|3[47]\d{13}|3[0689]\d{12}|35\d{14}|8[12]\d{14}|9792\d{12})$/;

/** A text with `mask` in place of the numbers of payment cards. */
export const withoutCards = (text: string, mask: string): string =>
  candidates.reduce((clean, candidate) => replaced(clean, candidate, mask), text);

/** Tries again from the next group where one is none: a number may stand before a card's. */
function replaced(text: string, candidate: RegExp, mask: string): string {
  let clean = '';
  let from = 0;
  candidate.lastIndex = 0;
  for (let found = candidate.exec(text); found !== null; found = candidate.exec(text)) {
    const { 0: number, index } = found;
    if (!isCard(number)) {
      candidate.lastIndex = index + 1;
      continue;
    }
    clean += text.slice(from, index) + mask;
    from = candidate.lastIndex;
  }
  return from === 0 ? text : clean + text.slice(from);
}

/** By its network, its length and its check digit. */
export function isCard(text: string): boolean {
  const number = text.replace(/\D/g, '');
  return network.test(number) && checksum(number) % 10 === 0;
}

/** Luhn's: from the right, every second digit counts twice. */
function checksum(number: string): number {
  let sum = 0;
  for (let place = 0; place < number.length; place += 1) {
    const digit = number.charCodeAt(number.length - 1 - place) - 0x30;
    const counted = place % 2 === 0 ? digit : 2 * digit;
    sum += counted > 9 ? counted - 9 : counted;
  }
  return sum;
}
