import { runKills } from '../../faults/kills';
import { randomNumbers } from '../../support/seed';
import { removeDirectories } from './log-files';

/** How many processes are killed; `npm run test:faults` kills more. */
const kills = 20;

afterEach(removeDirectories);

test(
  `after ${kills} processes were killed at any instant, every record on the disk arrives, and none that had its verdict there is sent again`,
  async () => {
    const { broken, onDisk } = await runKills(kills, randomNumbers());
    expect(broken).toEqual([]);
    expect(onDisk).toBeGreaterThan(kills);
  },
  180_000 + 6000 * kills, // one process after the other
);
