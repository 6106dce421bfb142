import type { Json } from '../../json/json';
import { list, object } from '../json';

// How numbers and texts of events are written in one line.

const grouping = new Intl.NumberFormat('en-US');
const significant = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3, useGrouping: false });

export const amount = (value: number | undefined): string => (value === undefined ? '–' : grouping.format(value));

export const money = (dollars: number | undefined): string =>
  dollars === undefined ? '–' : `$${significant.format(dollars)}`;

export const time = (ms: number): string => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`);

export const counted = (many: number, noun: string): string => `${amount(many)} ${noun}${many === 1 ? '' : 's'}`;

/** The sum of the numbers that are known, `undefined` if none is. */
export const sum = (numbers: readonly (number | undefined)[]): number | undefined =>
  numbers.reduce((total, one) => (one === undefined ? total : (total ?? 0) + one), undefined);

/** The first line that is not blank; of content in parts, that of the first text, else the types of the parts. */
export function firstLine(content: Json | undefined): string | undefined {
  if (typeof content === 'string') return /\S[^\r\n]*/.exec(content)?.[0].trim();
  const parts = list(content).map(object);
  const line = parts.map((part) => firstLine(part['text'])).find((found) => found !== undefined);
  return line ?? (parts.length === 0 ? undefined : parts.map((part) => `[${shownType(part['type'])}]`).join(' '));
}

const shownType = (type: Json | undefined): string => (typeof type === 'string' ? type : '?');

/** Any value in a line: a text's first, else JSON; `undefined` for what is empty. */
export function oneLine(value: Json | undefined): string | undefined {
  if (value === undefined || value === null || typeof value === 'string') return firstLine(value ?? undefined);
  const json = JSON.stringify(value);
  return json === '{}' || json === '[]' ? undefined : json;
}
