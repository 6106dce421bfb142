/**
 * Numbers as people write them: with the code of a country, or in a usual national form with something between the groups. Digits
 * alone are taken for an id. Each repetition is bounded.
 */
const numbers = [
  // +49 (0) 151 1234-5678, +1 (650) 253-0000, +442079460958
  /(?<![A-Za-z_+])\+[1-9](?:(?:[ \u00a0]?\(|\)[ \u00a0-]?|[ \u00a0./\u2010-\u2015-])?\d){6,14}(?!\d)/g,
  // 0049 151 12345678
  /(?<![\w.+/-])00[1-9]\d{0,2}[ \u00a0./-]\(?\d(?:(?:\)[ \u00a0-]?|[ \u00a0./-])?\d){5,11}(?![\w-]|\.\d)/g,
  // (650) 253-0000, 650-253-0000, 1.650.253.0000
  /(?<![\w.+/-])(?:1[ \u00a0.-])?(?:\([2-9]\d\d\)[ \u00a0-]?|[2-9]\d\d[ \u00a0.-])[2-9]\d\d[ \u00a0.-]\d{4}(?![\w-]|\.\d)/g,
  // 020 7946 0958, 0151 12345678, 089/1234567, (030) 123456-78, 01 23 45 67 89, 090-1234-5678
  /(?<![\w.+/-]|\d:)(?:\(0[1-9]\d{0,4}\)[ \u00a0-]?|0[1-9]\d{0,4}[ \u00a0/-])\d{2,8}(?:[ \u00a0-]\d{2,5}){0,3}(?![\w-]|[.:/]\d)/g,
  // 01.23.45.67.89
  /(?<![\w.+/-])0[1-9](?:\.\d\d){4}(?![\w-]|\.\d)/g,
  // 138 1234 5678, (11) 91234-5678
  /(?<![\w.+/-])(?:1[3-9]\d[ \u00a0-]\d{4}[ \u00a0-]\d{4}|\([1-9]\d\)[ \u00a0]?9?\d{4}-\d{4})(?![\w-]|\.\d)/g,
];

/** Fewer are a date, more a card or an account. */
const digits = { least: 7, leastWithZero: 9, most: 15 };

/** A text with `mask` in place of telephone numbers. */
export const withoutPhones = (text: string, mask: string): string =>
  numbers.reduce((clean, number) => clean.replace(number, (found) => (isPhone(found) ? mask : found)), text);

function isPhone(found: string): boolean {
  const { length } = found.replace(/\D/g, '');
  const least = /^\(?0[1-9]/.test(found) ? digits.leastWithZero : digits.least;
  return length >= least && length <= digits.most;
}
