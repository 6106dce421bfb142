/** An object that came out of JSON. */
export type JsonRecord = Readonly<Record<string, unknown>>;

/** Total readers of what a provider or an app wrote: `undefined` for anything else than what is asked for. */
export const asRecord = (value: unknown): JsonRecord | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonRecord) : undefined;

export const asText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

export const asNumber = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;

export const asList = (value: unknown): readonly unknown[] | undefined => (Array.isArray(value) ? value : undefined);

export const recordsOf = (value: unknown): readonly JsonRecord[] =>
  (asList(value) ?? []).map(asRecord).filter((each) => each !== undefined);

/** Without the properties that say nothing: absent or `null`, as several SDKs write what they leave out. */
export const said = (record: JsonRecord): JsonRecord =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined && value !== null));

/** Without these properties. */
export const without = (record: JsonRecord, ...names: readonly string[]): JsonRecord =>
  Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)));

/** Reads JSON; of JSON that was cut, what stands before the cut. `undefined` for what is no JSON. */
export function parseJson(text: string): unknown {
  return parseWholeJson(text) ?? parseCut(text);
}

/** Reads JSON that is whole; `undefined` for anything else. */
export function parseWholeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the caller has another idea, or none
  }
}

/** Closes the text at the last place where that makes it whole: after a value, or in the middle of a text that is one. */
function parseCut(text: string): unknown {
  let closers = '';
  let expectsKey = false;
  let whole = { end: 0, closers };
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    if (char === '"') {
      const isKey = expectsKey;
      const end = endOfString(text, i);
      if (end === -1 && !isKey) return parseWholeJson(`${withoutCutCharacter(text)}"${closers}`);
      if (end === -1) break;
      i = end;
      if (isKey) continue;
    } else if (char === '{' || char === '[') {
      closers = (char === '{' ? '}' : ']') + closers;
      expectsKey = char === '{';
    } else if (char === '}' || char === ']') {
      closers = closers.slice(1);
      expectsKey = false;
    } else {
      if (char === ',') whole = { end: i, closers };
      if (char === ',' || char === ':') expectsKey = char === ',' && closers.startsWith('}');
      continue;
    }
    whole = { end: i + 1, closers };
  }
  return parseWholeJson(text.slice(0, whole.end) + whole.closers);
}

/** Where the string that starts at `start` has its closing quote, or -1. */
function endOfString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    const char = text.charAt(i);
    if (char === '"') return i;
    if (char === '\\') i++;
  }
  return -1;
}

/** Without an escape, or the bytes of a character, that the cut went through. */
function withoutCutCharacter(text: string): string {
  const cutEscape = /(?<!\\)(?:\\\\)*(\\(?:u[0-9a-fA-F]{0,3})?)$/.exec(text)?.[1] ?? '';
  return text.slice(0, text.length - cutEscape.length).replace(/\uFFFD$/, '');
}
