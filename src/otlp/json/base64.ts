/** In either alphabet, with or without padding. */
export const isBase64 = (text: string): boolean => /^[\w+/-]*={0,2}$/.test(text);
