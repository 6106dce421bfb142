/** A word of a POSIX shell that stands for exactly this text. */
export const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`).replaceAll('\0', '')}'`;
