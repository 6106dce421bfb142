import type { Exchange } from '../../../src/wire/exchange';
import { exchangeOf, recordingOf, streamOf } from './recordings';

/** An exchange of an SDK with its API, as it was on the wire. */
export interface Captured {
  readonly name: string;
  readonly path: string;
  /** 0: there was no response. */
  readonly status: number;
  readonly request: Readonly<Record<string, unknown>>;
  readonly response: unknown;
}

export interface Streamed {
  readonly chunks: readonly unknown[];
  /** The message that the chunks are made from; `null` if the stream did not get to its end. */
  readonly final: unknown;
  readonly errorEvent?: unknown;
}

export const isStreamed = (response: unknown): response is Streamed =>
  typeof response === 'object' && response !== null && 'chunks' in response;

/** @param end what the API sends after the last chunk */
export function exchangeOfCaptured(
  { path, status, request, response }: Captured,
  origin = 'https://api.openai.com',
  end?: string,
): Exchange {
  const url = `${origin}${path.split('?')[0]}`;
  if (status === 0)
    return exchangeOf(
      recordingOf({ request, response: Buffer.alloc(0) }, { url, status: undefined, verdict: 'error' }),
    );
  if (!isStreamed(response)) {
    const body = typeof response === 'string' ? Buffer.from(response) : response;
    return exchangeOf(recordingOf({ request, response: body }, { url, status }));
  }
  const events = response.errorEvent === undefined ? response.chunks : [...response.chunks, response.errorEvent];
  const cut = response.final === null;
  return exchangeOf(
    recordingOf(
      { request, response: streamOf(events, cut ? '' : end) },
      { url, status, verdict: cut ? 'error' : 'end' },
    ),
  );
}

/** A text, number or truth value with the property that it stands in and the one around that: `function.name`. */
export type Leaf = readonly [key: string, value: string | number | boolean];

export function leavesOf(value: unknown, key = ''): readonly Leaf[] {
  if (Array.isArray(value)) return value.flatMap((each) => leavesOf(each, key));
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([name, inner]) => leavesOf(inner, `${key.split('.').at(-1)}.${name}`));
  }
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? [[key, value]] : [];
}

export interface Spelling {
  /** What the form itself says: it is the same for every exchange, or the place in a list says it. */
  readonly isForm: (leaf: Leaf) => boolean;
  /** How a leaf is written in an exchange. */
  readonly written: (leaf: Leaf) => string;
}

/** The leaves of `part` that `whole` has fewer of. */
export function missingFrom(whole: unknown, part: unknown, { isForm, written }: Spelling): readonly string[] {
  const available = new Map<string, number>();
  for (const [, value] of leavesOf(whole)) available.set(String(value), (available.get(String(value)) ?? 0) + 1);
  return leavesOf(part)
    .filter((leaf) => !isForm(leaf))
    .map(written)
    .filter((text) => {
      const left = available.get(text) ?? 0;
      available.set(text, left - 1);
      return left <= 0;
    });
}
