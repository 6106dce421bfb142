// The law under random kills: npm run test:relay -- --records 20000 --kills 50 --broker-kills 5
// Memory while HoneyHive is down: npm run test:relay -- --outage 120 --rate 50
// Connections at a time: npm run test:relay -- --connections 10000
import { parseArgs } from 'node:util';
import { endAll } from '../../support/cli';
import { endServers } from '../nats-server';
import { removeFolders } from '../relay-process';
import { chaos } from './chaos';
import { connections, outage } from './outage';

const { values } = parseArgs({
  options: {
    records: { type: 'string', default: '20000' },
    kills: { type: 'string', default: '50' },
    'broker-kills': { type: 'string', default: '5' },
    brokers: { type: 'string', default: '1' },
    queue: { type: 'string', default: 'nats' },
    bytes: { type: 'string', default: '12000' },
    outage: { type: 'string' },
    rate: { type: 'string', default: '50' },
    connections: { type: 'string' },
  },
});

const queue = values.queue === 'directory' ? 'directory' : 'nats';
const bytes = Number(values.bytes);

/** @returns whether what is promised has held */
async function run(): Promise<boolean> {
  if (values.outage !== undefined) {
    const figures = await outage({ seconds: Number(values.outage), perSecond: Number(values.rate), queue, bytes });
    return shown(figures, figures.arrived === figures.accepted);
  }
  if (values.connections !== undefined) {
    const figures = await connections(Number(values.connections));
    return shown(
      figures,
      figures.served.every((count) => count === figures.open),
    );
  }
  const figures = await chaos({
    records: Number(values.records),
    kills: Number(values.kills),
    brokerKills: Number(values['broker-kills']),
    brokers: Number(values.brokers),
    queue,
    bytes,
  });
  return shown(figures, figures.lost === 0);
}

function shown(figures: object, holds: boolean): boolean {
  console.log(JSON.stringify(figures, undefined, 2));
  return holds;
}

async function main(): Promise<void> {
  const holds = await run();
  await endAll();
  await endServers();
  removeFolders();
  process.exit(holds ? 0 : 1);
}

void main();
