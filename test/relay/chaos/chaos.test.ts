import { endAll } from '../../support/cli';
import { endServers, hasNats } from '../nats-server';
import { removeFolders } from '../relay-process';
import { type ChaosOptions, chaos } from './chaos';

afterEach(async () => {
  await endAll();
  await endServers();
  removeFolders();
});

const small = { records: 1500, kills: 6, brokers: 1, bytes: 12_000 } as const;

/** The long run: npm run test:relay -- --records 20000 --kills 50 --broker-kills 5 */
describe('what was accepted arrives, though relays are killed at random instants', () => {
  test.each<[queue: ChaosOptions['queue'], brokerKills: number]>([
    ['directory', 0],
    ['nats', 1],
  ])('with a queue in %s, whose broker is killed %i times', async (queue, brokerKills) => {
    if (queue === 'nats' && !hasNats) return;
    const { accepted, delivered, lost } = await chaos({ ...small, queue, brokerKills });
    expect({ accepted, delivered, lost }).toEqual({ accepted: 1500, delivered: 1500, lost: 0 });
  });
});
