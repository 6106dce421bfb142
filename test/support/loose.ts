/** JSON of which nothing is known. */
export type Loose = Readonly<Record<string, unknown>>;

/** The texts in a content of any API. */
export function textsIn(content: unknown): readonly string[] {
  if (typeof content === 'string') return content === '' ? [] : [content];
  return list(content).flatMap((part) =>
    ['text', 'input_text', 'output_text'].includes(String(part['type'])) ? textsIn(part['text']) : [],
  );
}

/** Addresses and base64 of images, audio and files. */
export function mediaIn(part: Loose): readonly string[] {
  const image = part['image_url'];
  const file = 'file' in part ? loose(part['file']) : part;
  return [
    text(image) ?? text(loose(image)['url']),
    text(loose(part['input_audio'])['data']),
    text(file['file_data']),
    text(file['file_id']),
  ].filter((value) => value !== undefined);
}

export function parsed(value: unknown): unknown {
  try {
    return JSON.parse(String(value));
  } catch {
    return value;
  }
}

export const picked = (from: Loose, ...names: readonly string[]): Loose =>
  Object.fromEntries(names.filter((name) => name in from).map((name) => [name, from[name]]));
export const renamed = (from: Loose, names: Readonly<Record<string, string>>): Loose =>
  Object.fromEntries(
    Object.entries(names)
      .filter(([name]) => name in from)
      .map(([name, other]) => [other, other === 'stop' ? [from[name]].flat() : from[name]]),
  );
export const loose = (value: unknown): Loose =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Loose) : {};
export const list = (value: unknown): readonly Loose[] => (Array.isArray(value) ? value.map(loose) : []);
export const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
export const count = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
