import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { resolveConfig } from '../config/config';
import type { Environment } from '../config/option-parsers';
import type { Redact } from '../config/option-table';
import { reasonOf } from '../zero-code/config-file';
import { defaultQueue, openQueue, setUpQueue } from './open-queue';
import type { RelayOptions } from './options';
import { Relay } from './relay';
import { relayLog } from './relay-log';

export interface RelayProcess {
  readonly env: Environment;
  /** Of the user. */
  readonly dataFolder: string;
  /** Takes a line of the log. */
  readonly write: (line: string) => unknown;
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
  const { maxQueueBytes, stream, queue: named = defaultQueue(dataFolder), drains } = options;
  const redact = options.redact === undefined ? undefined : await redactIn(options.redact);
  const given = redact === undefined ? {} : { redact };
  const config = resolveConfig(given, env, (problem) => log('warn', 'bad_variable', { problem }));
  const place = { queue: named, stream, maxQueueBytes, fsync: config.spoolFsync };
  if (options.task === 'setup') {
    const { replicas, ackWaitMs } = options;
    await setUpQueue(place, { maxBytes: maxQueueBytes, replicas, ackWaitMs }, log);
    log('info', 'set_up', { stream });
    return 0;
  }
  if (drains && config.apiKey === undefined) throw new Error('HH_API_KEY is not set: the relay delivers with it.');
  if (drains && config.url === '')
    throw new Error('HH_API_URL is no URL, so the relay does not know where to deliver to.');
  const queue = await openQueue(place, log);
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

/** The function that a module exports by default. @throws an Error that says what to do */
async function redactIn(path: string): Promise<Redact> {
  const loaded: unknown = await import(pathToFileURL(resolve(path)).href).catch((error: unknown) => {
    throw new Error(`--redact: ${path} cannot be loaded: ${reasonOf(error)}`);
  });
  const { default: redact } = Object(loaded) as { readonly default?: unknown };
  if (typeof redact !== 'function') throw new Error(`--redact: ${path} has no function as its default export.`);
  return redact as Redact;
}
