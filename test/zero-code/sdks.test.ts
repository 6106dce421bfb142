import { stop } from 'esbuild';
import { problemsIn } from '../matrix/cell';
import { releases } from '../matrix/nodes';
import { sdks } from '../matrix/sdks';

/** One cell of most SDKs, of each form and each release; `npm run test:matrix` runs all of them everywhere. */
const cells = sdks.flatMap((sdk) =>
  sdk.ci === undefined ? [] : [[sdk.name, ...sdk.ci, { sdk, form: sdk.ci[0], release: sdk.ci[1] }] as const],
);

afterAll(() => stop());

describe('an unmodified app', () => {
  test.each(cells)(
    'of %s as %s on Node %i has all of every exchange in its records, and notices nothing',
    async (...row) => {
      expect(await problemsIn(row[3])).toEqual([]);
    },
  );

  test('is run here on each supported release of Node', () => {
    expect(new Set(cells.map(([, , release]) => release))).toEqual(new Set(releases));
  });
});
