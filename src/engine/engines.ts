import type { Update } from '../delivery/single/updates';
import { shared } from '../runtime/copies';
import { guarded } from '../runtime/guarded';
import type { ExporterPort } from './exporter-port';

/** What takes updates of events; of an older copy of this package, nothing. */
type Updatable = Pick<ExporterPort, 'update'>;

const state = shared<{
  /** That are not shut down, of all copies. */
  engines: Set<ExporterPort>;
  registered: Updatable;
  /** Of `register`. */
  opened: (engine: ExporterPort) => void;
}>();

export const enlist = (engine: ExporterPort): void => {
  state.engines ??= new Set();
  state.engines.add(engine);
  guarded(() => state.opened?.(engine));
};

export const delist = (engine: ExporterPort): void => void state.engines?.delete(engine);

/** Those that are not shut down, of all copies. */
export const runningEngines = (): readonly ExporterPort[] => [...(state.engines ?? [])];

/** @param opened called with each of these, and each that is opened from now on */
export function watchEngines(opened: (engine: ExporterPort) => void): void {
  state.opened = opened;
  for (const engine of runningEngines()) opened(engine);
}

/** Hands an update to what exports in this process: `register`, or else every exporter. @returns whether there is any */
export function updateAll(update: Update): boolean {
  const { registered, engines = [] } = state;
  const all = registered?.update === undefined ? [...engines] : [registered];
  for (const each of all) guarded(() => each.update?.(update));
  return all.length > 0 || registered !== undefined; // which has said why it does nothing
}
