/** The characters that JSON consists of beside its values, by their codes. */
export const quote = 0x22;
export const comma = 0x2c;
export const colon = 0x3a;
export const openingBracket = 0x5b;
export const closingBracket = 0x5d;
export const openingBrace = 0x7b;
export const closingBrace = 0x7d;

const tokens = new Uint8Array(closingBrace + 1);
for (const code of [quote, comma, colon, openingBracket, closingBracket, openingBrace, closingBrace]) tokens[code] = 1;

export const isToken = (code: number): boolean => code <= closingBrace && tokens[code] === 1;
