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
  size.accepted(800_000);
  expect(size.bytes).toBe(840_000);
});

describe('the limit', () => {
  const most = 2 ** 20;

  test('is halved by a refusal, down to 4 KiB', () => {
    const size = new AdaptiveSizeLimit(most);
    const limits = Array.from({ length: 10 }, () => {
      size.refused(size.bytes);
      return size.bytes;
    });
    expect(limits).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 8, 8].map((times) => most / 2 ** times));
  });

  test('is not raised by a refusal of something shorter than what was accepted', () => {
    const size = new AdaptiveSizeLimit(most);
    size.accepted(50_000);
    size.refused(60_000);
    expect(size.bytes).toBe(50_000);
    size.refused(55_000);
    expect(size.bytes).toBe(50_000);
  });

  test('grows by 5 % with a body that nearly fills it, and not with shorter ones', () => {
    const size = new AdaptiveSizeLimit(most);
    size.refused(200_000);
    size.accepted(90_000);
    expect(size.bytes).toBe(100_000);
    size.accepted(96_000);
    expect(size.bytes).toBe(105_000);
  });

  test('stays below a length that was refused, until 200 bodies in a row were accepted', () => {
    const size = new AdaptiveSizeLimit(most);
    size.refused(100_000);
    size.accepted(98_000); // was in flight
    for (let accepted = 1; accepted < 200; accepted += 1) size.accepted(size.bytes);
    expect(size.bytes).toBe(98_000);
    size.accepted(size.bytes);
    expect(size.bytes).toBeGreaterThan(100_000);
  });

  test('counts the 200 from the latest refusal', () => {
    const size = new AdaptiveSizeLimit(most);
    size.refused(100_000);
    size.accepted(98_000);
    for (let accepted = 0; accepted < 150; accepted += 1) size.accepted(size.bytes);
    size.refused(100_000);
    for (let accepted = 0; accepted < 150; accepted += 1) size.accepted(size.bytes);
    expect(size.bytes).toBe(98_000);
  });

  test('goes over to another thread with what has been learned', () => {
    const here = new AdaptiveSizeLimit(most);
    here.refused(100_000);
    here.accepted(70_000);
    const there = new AdaptiveSizeLimit(most);
    there.resume(here.state);
    expect(there.state).toEqual({ bytes: 70_000, longestAccepted: 70_000, shortestRefused: 100_000 });
  });
});

describe('a record that was refused alone is shortened', () => {
  test('to half its length at most', () => {
    const size = new AdaptiveSizeLimit(2 ** 20);
    expect(size.shortened(10_001)).toBe(5000);
  });

  test('to what was accepted before, or 64 KiB if that is more', () => {
    const size = new AdaptiveSizeLimit(2 ** 20);
    expect(size.shortened(900_000)).toBe(64 * 1024);
    size.accepted(300_000);
    size.accepted(1000);
    expect(size.shortened(900_000)).toBe(300_000);
  });

  test('to less than what was refused since', () => {
    const size = new AdaptiveSizeLimit(2 ** 20);
    size.accepted(300_000);
    size.refused(200_000);
    expect(size.shortened(900_000)).toBe(199_999);
  });
});
