import type { ConsumerConfig, JetStreamManager, StreamConfig } from '@nats-io/jetstream';
import type { Nats } from './nats-connection';

/** What a stream of entries is called, and what belongs to it. */
export interface StreamNames {
  readonly stream: string;
  readonly subject: string;
  readonly dead: string;
  readonly deadSubject: string;
  readonly consumer: string;
}

export const namesOf = (stream: string): StreamNames => ({
  stream,
  subject: `${stream}.entries`,
  dead: `${stream}-dead`,
  deadSubject: `${stream}.dead`,
  consumer: 'relay',
});

export interface StreamSizes {
  readonly maxBytes: number;
  readonly replicas: number;
  /** What a relay has pulled and not settled comes again after so long, to another one. */
  readonly ackWaitMs: number;
}

const nanosPerMs = 1_000_000;
/** An entry that comes again within this time is the same one. Longer than clients try again by themselves. */
const duplicateWindowMs = 5 * 60_000;
/** Of all relays together. */
const maxAckPending = 20_000;

/** Makes the streams and the consumer, or changes their sizes. @throws an Error that says what to do */
export async function setUpStream({ manager }: Nats, names: StreamNames, sizes: StreamSizes): Promise<void> {
  const common = { storage: 'file', discard: 'new', num_replicas: sizes.replicas } as const;
  const entries: Partial<StreamConfig> & { readonly name: string } = {
    ...{ ...common, name: names.stream, subjects: [names.subject], retention: 'workqueue', max_bytes: sizes.maxBytes },
    duplicate_window: duplicateWindowMs * nanosPerMs,
  };
  const dead: Partial<StreamConfig> & { readonly name: string } = {
    ...{ ...common, name: names.dead, subjects: [names.deadSubject], retention: 'limits', max_bytes: sizes.maxBytes },
  };
  for (const config of [entries, dead]) await addOrUpdate(manager, config);
  const consumer: Partial<ConsumerConfig> = {
    durable_name: names.consumer,
    ack_policy: 'explicit',
    ack_wait: sizes.ackWaitMs * nanosPerMs,
    max_deliver: -1,
    max_ack_pending: maxAckPending,
  };
  await manager.consumers.add(names.stream, consumer).catch(async () => {
    await manager.consumers.update(names.stream, names.consumer, consumer);
  });
}

async function addOrUpdate(manager: JetStreamManager, config: Partial<StreamConfig> & { readonly name: string }) {
  const known = await manager.streams.info(config.name).catch(() => undefined);
  if (known === undefined) await manager.streams.add(config);
  else await manager.streams.update(config.name, config);
}

/** What a relay needs is missing or of another shape. The message says what to do. */
export class WrongStream extends Error {
  override readonly name = 'WrongStream';
}

/** @returns how long a relay has for an entry. @throws WrongStream; and the client's error, which may heal */
export async function checkStream({ manager }: Nats, names: StreamNames): Promise<number> {
  const remedy = `Run honeyhive-otel relay setup with the same --queue and --stream, by a user that may do that.`;
  const stream = await manager.streams.info(names.stream).catch(unlessMissing);
  const dead = await manager.streams.info(names.dead).catch(unlessMissing);
  const consumer = await manager.consumers.info(names.stream, names.consumer).catch(unlessMissing);
  if (stream === undefined || dead === undefined || consumer === undefined) {
    throw new WrongStream(`The NATS server has no stream "${names.stream}" for a relay. ${remedy}`);
  }
  const { retention, discard } = stream.config;
  const { ack_policy: acks, max_deliver: deliveries = -1, ack_wait: wait = 0 } = consumer.config;
  const isOurs = retention === 'workqueue' && discard === 'new' && acks === 'explicit' && deliveries === -1;
  if (!isOurs) throw new WrongStream(`The stream "${names.stream}" has another shape than a relay needs. ${remedy}`);
  return wait / nanosPerMs;
}

/** 404 of the API of JetStream. Anything else may heal. */
function unlessMissing(error: unknown): undefined {
  const { status, code } = Object(error) as { readonly status?: unknown; readonly code?: unknown };
  if (status === 404 || code === 404 || /not.?found/i.test(String((error as Error).name))) return undefined;
  throw error;
}
