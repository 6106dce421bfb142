import { resolveConfig } from '../config/config';
import type { Environment } from '../config/option-parsers';
import { defaultQueue, openQueue } from './open-queue';
import type { RelayOptions } from './options';
import { Relay } from './relay';
import { relayLog } from './relay-log';

export interface RelayProcess {
  readonly env: Environment;
  /** Of the user. */
  readonly dataFolder: string;
  /** Takes a line of the log. */
  readonly write: (line: string) => void;
  /** Resolves when the process is to end. */
  readonly ending: Promise<void>;
}

/**
 * Does what the command `relay` is for.
 * @returns the exit code
 * @throws an Error that says what to do about it
 */
export async function runRelay(
  options: RelayOptions,
  { env, dataFolder, write, ending }: RelayProcess,
): Promise<number> {
  const log = relayLog(write);
  const { maxQueueBytes, queue: named = defaultQueue(dataFolder), drains } = options;
  const config = resolveConfig({}, env, (problem) => log('warn', 'bad_variable', { problem }));
  if (drains && config.apiKey === undefined) throw new Error('HH_API_KEY is not set: the relay delivers with it.');
  if (drains && config.url === '')
    throw new Error('HH_API_URL is no URL, so the relay does not know where to deliver to.');
  const queue = await openQueue({ queue: named, maxQueueBytes, fsync: config.spoolFsync }, log);
  try {
    const relay = new Relay(options, { queue, config, tokens: env['HH_RELAY_TOKEN'] ?? '', log });
    await relay.start();
    await ending;
    await relay.stop();
    return 0;
  } catch (error) {
    await queue.close();
    throw error;
  }
}
