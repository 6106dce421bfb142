/** What a body may become on a bad day, or in bad hands: a few bytes changed, lost, doubled or put in, or its end lost. */
export function damaged(body: Buffer, random: () => number): Buffer {
  let bytes = body;
  for (let changes = 1 + below(3, random); changes > 0; changes -= 1) {
    const place = below(bytes.length + 1, random);
    const [head, tail] = [bytes.subarray(0, place), bytes.subarray(place)];
    bytes = Buffer.concat(oneOf(ways, random)(head, tail, random));
  }
  return bytes;
}

type Way = (head: Buffer, tail: Buffer, random: () => number) => readonly Uint8Array[];

const change: Way = (head, tail, random) => [head, aByte(random), tail.subarray(1)];

const flip: Way = (head, tail, random) => [
  head,
  Buffer.from([(tail[0] ?? 0) ^ (1 << below(8, random))]),
  tail.subarray(1),
];

const ways: readonly Way[] = [
  change,
  change,
  change,
  flip,
  flip,
  flip,
  (head, tail, random) => [head, oneOf(extremes, random), tail.subarray(1)],
  (head, tail, random) => [head, aByte(random), tail],
  (head, tail, random) => [head, tail.subarray(1 + below(4, random))],
  (head, tail, random) => [head, tail.subarray(0, below(20, random)), tail],
  (head) => [head],
];

/** Lengths and numbers at their ends, and what is none. */
const extremes: readonly Uint8Array[] = [
  Buffer.from([0]),
  Buffer.from([0x7f]),
  Buffer.from([0xff, 0xff, 0xff, 0xff, 0x07]),
  Buffer.from([0xff, 0xff, 0xff, 0xff, 0x0f]),
  Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]),
  Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]),
  Buffer.alloc(11, 0x80),
];

const below = (limit: number, random: () => number): number => Math.floor(random() * limit);
const aByte = (random: () => number): Buffer => Buffer.from([below(256, random)]);

function oneOf<T>(values: readonly T[], random: () => number): T {
  const value = values[below(values.length, random)];
  if (value === undefined) throw new RangeError('there is none to choose');
  return value;
}
