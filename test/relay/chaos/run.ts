// The law under random kills: npm run test:relay -- --records 20000 --kills 50 --broker-kills 5
import { parseArgs } from 'node:util';
import { endAll } from '../../support/cli';
import { endServers } from '../nats-server';
import { removeFolders } from '../relay-process';
import { chaos } from './chaos';

const { values } = parseArgs({
  options: {
    records: { type: 'string', default: '20000' },
    kills: { type: 'string', default: '50' },
    'broker-kills': { type: 'string', default: '5' },
    brokers: { type: 'string', default: '1' },
    queue: { type: 'string', default: 'nats' },
    bytes: { type: 'string', default: '12000' },
  },
});

async function main(): Promise<void> {
  const figures = await chaos({
    records: Number(values.records),
    kills: Number(values.kills),
    brokerKills: Number(values['broker-kills']),
    brokers: Number(values.brokers),
    queue: values.queue === 'directory' ? 'directory' : 'nats',
    bytes: Number(values.bytes),
  });
  console.log(JSON.stringify(figures, undefined, 2));
  await endAll();
  await endServers();
  removeFolders();
  process.exit(figures.lost === 0 ? 0 : 1);
}

void main();
