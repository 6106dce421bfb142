import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, NatsServer } from './nats-server';

/** NATS servers that keep each entry together. */
export async function startCluster(size: number): Promise<readonly NatsServer[]> {
  const ports = await Promise.all(Array.from({ length: size }, freePort));
  const routes = ports.map((port) => `nats-route://127.0.0.1:${port}`).join(', ');
  const servers = await Promise.all(
    ports.map((port, index) =>
      NatsServer.start(`cluster { name: test, listen: "127.0.0.1:${port}", routes: [${routes}] }`, `server-${index}`),
    ),
  );
  await sleep(6000); // until they have chosen a leader of their streams
  return servers;
}
