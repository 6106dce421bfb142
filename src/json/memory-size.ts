/**
 * About how many bytes a value holds in memory. Walks with a list of its own, since bodies may be deep or cyclic.
 * @param maxValues so many are looked at
 */
export function memorySizeOf(value: unknown, maxValues = Number.POSITIVE_INFINITY): number {
  const seen = new Set<object>();
  const open: unknown[] = [value];
  let bytes = 0;
  for (let left = maxValues; open.length > 0 && left > 0; left -= 1) {
    const next = open.pop();
    bytes += 16;
    if (typeof next === 'string') bytes += next.length;
    else if (ArrayBuffer.isView(next)) bytes += next.byteLength;
    else if (typeof next === 'object' && next !== null && !seen.has(next)) {
      seen.add(next);
      const room = Math.max(0, left - open.length);
      // No more than can be looked at: a list may have a million numbers.
      const inner = Array.isArray(next) && next.length > room ? next.slice(0, room) : Object.values(next);
      for (const each of inner) open.push(each);
    }
  }
  return bytes;
}
