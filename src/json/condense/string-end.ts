const backslash = 0x5c;

/** The index of the quote that closes a string, of which `from` is within; -1 if the text ends before. No escape is cut at `from`. */
export function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at !== -1; at = text.indexOf('"', at + 1)) {
    let start = at;
    while (start > from && text.charCodeAt(start - 1) === backslash) start -= 1;
    if ((at - start) % 2 === 0) return at;
  }
  return -1;
}
