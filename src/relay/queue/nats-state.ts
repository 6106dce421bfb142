import type { Nats } from './nats-connection';
import type { StreamNames } from './nats-stream';
import type { QueueStats } from './queue';

/** By the consumer: the stream may hold messages that are delivered, see {@link sweepStream}. @throws the client's error */
export async function statsOf(
  { manager }: Nats,
  { stream, subject, dead, consumer }: StreamNames,
): Promise<QueueStats> {
  const [info, letters] = await Promise.all([manager.consumers.info(stream, consumer), manager.streams.info(dead)]);
  const pending = info.num_pending + info.num_ack_pending;
  const next = { seq: info.ack_floor.stream_seq + 1, next_by_subj: subject };
  const oldest = pending === 0 ? null : await manager.streams.getMessage(stream, next).catch(() => null);
  const oldestAgeMs = oldest === null ? 0 : Math.max(0, Date.now() - oldest.time.getTime());
  return { pending, dead: letters.state.messages, oldestAgeMs };
}

/**
 * Deletes what is delivered. A server that dies has written that a message is acknowledged and not that it is gone: it then stays in
 * the stream, where it takes room, and comes to no relay any more. @throws the client's error
 */
export async function sweepStream({ manager }: Nats, { stream, consumer }: StreamNames): Promise<void> {
  const [{ state }, { ack_floor: floor }] = await Promise.all([
    manager.streams.info(stream),
    manager.consumers.info(stream, consumer),
  ]);
  const { stream_seq: acknowledged } = floor;
  const isLeft = state.messages > 0 && state.first_seq <= acknowledged && acknowledged <= state.last_seq;
  if (isLeft) await manager.streams.purge(stream, { seq: acknowledged + 1 });
}
