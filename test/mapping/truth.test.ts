import { fixtures } from '../support/fixture';
import { type Loss, losses, lossOf } from '../support/losses';
import { carriedAspects, libraries } from '../support/model-calls';

const happened = new Set<Loss>();

describe.each(libraries)('%s', (library) => {
  test.each(
    fixtures(library).map(
      (recorded) => [`${recorded.library.slice(library.length)} ${recorded.scenario}`, recorded] as const,
    ),
  )('%s: parts of the exchange that the spans have are in their fields', (_name, recorded) => {
    for (const sdk of [1, 2, 3] as const) {
      const problems = carriedAspects(recorded, sdk).flatMap(({ name, holds }) => {
        const loss = holds ? undefined : lossOf(recorded, name);
        if (loss !== undefined) happened.add(loss);
        return holds || loss !== undefined ? [] : name;
      });
      expect(problems).toEqual([]);
    }
  });
});

test('every loss that is excused here happens', () => {
  const excused = losses.filter((loss) => !happened.has(loss)).map(([library, scenario]) => `${library} ${scenario}`);
  expect(excused).toEqual([]);
});
