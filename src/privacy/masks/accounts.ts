/** No number of an account is longer. */
const longestChars = 48;
const ofAccount = /[A-Z\d \u00a0]/;
const mayBePart = /^\d{4}[ \u00a0]/;
/** As it is printed. */
const iban = /(?<!\w)[A-Z]{2}\d\d[ \u00a0](?:[A-Z\d]{4}[ \u00a0]){2,7}[A-Z\d]{1,4}(?!\w)/g;
/** So many groups of four digits as no telephone number has. */
const groupsOfFour = /(?<!\w)(?:\d{4}[ \u00a0]){3,8}\d{1,4}(?!\w)/g;

/** Where the number of an account ends that a part of a text lies in; `undefined` if there is none. */
export function endOfAccount(text: string, start: number, end: number): number | undefined {
  if (!mayBePart.test(text.slice(start, end))) return undefined;
  let from = start;
  while (from > 0 && start - from < longestChars && ofAccount.test(text.charAt(from - 1))) from -= 1;
  const around = text.slice(from, end + longestChars);
  for (const accounts of [iban, groupsOfFour]) {
    for (const { 0: account, index } of around.matchAll(accounts)) {
      const accountEnd = from + index + account.length;
      // A year may stand before a telephone number, so that groups alone say less.
      const isPart = accounts === iban ? accountEnd > start : accountEnd >= end;
      if (from + index <= start && isPart) return accountEnd;
    }
  }
  return undefined;
}
