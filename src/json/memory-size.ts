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
      for (const inner of Object.values(next)) open.push(inner);
    }
  }
  return bytes;
}
