import { endOfAccount } from './accounts';

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

/** Fewer are a date or an amount, more a card or an account. */
const digits = { least: 8, leastWithZero: 9, mostWithZero: 14, most: 15 };

const date = /^0[1-9][ \u00a0/-](?:0[1-9]|1[0-2])[ \u00a0/-](?:19|20)\d\d(?!\d)/;
/** +1.2.3.4.5.6.7.8, +1234567.89 */
const otherNumber = /^(?:\+?(?:\d\.){4}|\+\d+\.\d\d$)/;
/** So many pairs are a French number. */
const pairs = 5;

/** A text with `mask` in place of telephone numbers. */
export const withoutPhones = (text: string, mask: string): string =>
  numbers.reduce((clean, number) => replaced(clean, number, mask), text);

/** Tries again from the next group where one is none: a number may stand behind a date. */
function replaced(text: string, number: RegExp, mask: string): string {
  let clean = '';
  let from = 0;
  number.lastIndex = 0;
  for (let match = number.exec(text); match !== null; match = number.exec(text)) {
    const { 0: found, index } = match;
    const end = index + found.length;
    const other = endOfOther(text, found, index);
    if (other !== undefined) {
      number.lastIndex = other;
      continue;
    }
    clean += text.slice(from, index) + mask;
    from = end;
  }
  return from === 0 ? text : clean + text.slice(from);
}

/** Where something else ends that looks like a telephone number, or where to look again; `undefined` if it is one. */
function endOfOther(text: string, found: string, start: number): number | undefined {
  const end = start + found.length;
  const [day] = date.exec(found) ?? [];
  if (day !== undefined) return start + day.length;
  return isPhone(found) ? (endOfAccount(text, start, end) ?? endOfSeries(text, found, end)) : start + 1;
}

/** By how many digits it has. */
function isPhone(found: string): boolean {
  const { length } = found.replace(/\D/g, '');
  const hasZero = /^\(?0[1-9]/.test(found);
  const [least, most] = hasZero ? [digits.leastWithZero, digits.mostWithZero] : [digits.least, digits.most];
  return length >= least && length <= most && !otherNumber.test(found);
}

/** Where groups end that go on as the number does, as those of a draw of lots; a year is none. */
function endOfSeries(text: string, found: string, end: number): number | undefined {
  const separator = text.charAt(end);
  if (!' \u00a0.-'.includes(separator)) return undefined;
  const { length } = found.slice(found.lastIndexOf(separator) + 1);
  if (length < 2 || length > 4 || length === found.length) return undefined;
  let at = end;
  let count = 0;
  for (; count < pairs && isGroup(text, at, separator, length); count += 1) at += 1 + length;
  return count === 0 || (length === 2 && count === pairs) ? undefined : at;
}

function isGroup(text: string, at: number, separator: string, length: number): boolean {
  const [group] = /^\d+/.exec(text.slice(at + 1, at + 7)) ?? [];
  if (text.charAt(at) !== separator || group?.length !== length || /^(?:19|20)\d\d/.test(group)) return false;
  return !/^(?:[A-Za-z_-]|[.:/]\d)/.test(text.slice(at + 1 + length, at + 3 + length));
}
