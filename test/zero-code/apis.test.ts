import { problemsOfApis } from '../matrix/apis/cell';

const minutes = 60_000;

test(
  'each API that is asked by its own SDK is recorded with all that was asked and answered, and the SDK notices nothing',
  async () => {
    expect(await problemsOfApis('')).toEqual([]);
  },
  10 * minutes,
);

test.each([22, 24] as const)(
  'what passes in both directions of a request at once is recorded on Node %i, too, whose events of HTTP/2 are others',
  async (release) => {
    expect(await problemsOfApis('Nova Sonic', release)).toEqual([]);
  },
  10 * minutes,
);
