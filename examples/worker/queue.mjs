// In place of SQS, BullMQ or RabbitMQ: a job is a line on standard input.
import { createInterface } from 'node:readline';

/** The jobs one by one, until there are no more or `stopping` is aborted. */
export async function* jobs(stopping) {
  for await (const line of createInterface({ input: process.stdin, signal: stopping })) {
    if (stopping.aborted) return;
    yield JSON.parse(line);
  }
}
