import type { ServerEvent } from './sse';

/** The lines of a stream of JSON objects; the last one may be cut. `undefined` for a text that does not start with an object. */
export function readLines(text: string): readonly ServerEvent[] | undefined {
  if (!/^\s*(?:\{|$)/.test(text)) return undefined;
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((data) => ({ data }));
}
