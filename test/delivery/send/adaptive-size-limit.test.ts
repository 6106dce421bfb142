import { AdaptiveSizeLimit } from '../../../src/delivery/send/adaptive-size-limit';

/** Sends bodies of the allowed length to a server with a hidden limit. @returns how many were refused */
function refusedOf(bodies: number, size: AdaptiveSizeLimit, hidden: number): number {
  let refused = 0;
  for (let sent = 0; sent < bodies; sent += 1) {
    if (size.bytes <= hidden) size.accepted(size.bytes);
    else {
      refused += 1;
      size.refused(size.bytes);
    }
  }
  return refused;
}

test.each([5000, 100_000, 524_288, 700_000, 1_000_000])(
  'a hidden limit of %d bytes is learned, and then hit less than once in 200 bodies',
  (hidden) => {
    const size = new AdaptiveSizeLimit(2 ** 20);
    refusedOf(100, size, hidden);
    expect(size.bytes).toBeGreaterThan(hidden * 0.85);
    expect(refusedOf(2000, size, hidden)).toBeLessThanOrEqual(10);
  },
);

test('a limit that the server lifts is lifted here, too', () => {
  const size = new AdaptiveSizeLimit(2 ** 20);
  refusedOf(100, size, 50_000);
  refusedOf(400, size, 2 ** 20);
  expect(size.bytes).toBe(2 ** 20);
});

test('a record refused for its own length does not shorten the bodies of others for long', () => {
  const size = new AdaptiveSizeLimit(2 ** 20);
  size.accepted(900_000);
  size.refused(100_000);
  expect(size.bytes).toBeLessThan(100_000);
  size.accepted(800_000); // was in flight
  expect(size.bytes).toBe(800_000);
});
