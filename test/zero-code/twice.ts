import { startReceiver } from '../../src/inspector';
import type { CreateModelEvent } from '../../src/mapping/record/model-event';
import { type Ended, node } from './app-process';

interface StandIn<Exchange> {
  readonly url: string;
  readonly exchanges: readonly Exchange[];
  close(): Promise<void>;
}

export interface Recorded<Exchange> {
  readonly bare: Ended;
  readonly recorded: Ended;
  /** Of the recorded run. */
  readonly exchanges: readonly Exchange[];
  /** In the order in which the calls were made. */
  readonly events: readonly CreateModelEvent[];
}

/**
 * The same app twice, each time with a provider that starts anew: without us, and with us.
 * @param more of the app's environment
 */
export async function twice<Exchange>(
  start: () => Promise<StandIn<Exchange>>,
  app: string,
  preload: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<Recorded<Exchange>> {
  const providers = await Promise.all([start(), start()]);
  const receiver = await startReceiver();
  const ours = { HH_API_KEY: 'key', HH_PROJECT: 'tests', HH_API_URL: receiver.url, HH_COST: 'false' };
  // An end is not what is tested: a busy machine has the time that it needs.
  const env = { ...ours, HH_EXIT_TIMEOUT_MS: '120000', ...more };
  const runs = providers.map(({ url }, place) =>
    node([...(place === 0 ? [] : preload), app], { env: { ...env, MODEL_URL: url } }),
  );
  const [bare, recorded] = (await Promise.all(runs)) as [Ended, Ended];
  const events = [...receiver.events].sort((one, other) => one.start_time - other.start_time);
  await Promise.all([receiver.close(), ...providers.map((provider) => provider.close())]);
  return { bare, recorded, events, exchanges: providers[1]?.exchanges ?? [] };
}
