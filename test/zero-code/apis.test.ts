import { problemsOfApis } from '../matrix/apis/cell';

test('each API that is asked by its own SDK is recorded with all that was asked and answered, and the SDK notices nothing', async () => {
  expect(await problemsOfApis('')).toEqual([]);
}, 300_000);
