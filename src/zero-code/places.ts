import type { Config } from '../config/config';
import { watchInboundRequests } from '../session/inbound-requests';
import type { Settings } from './settings';

/** Where the calls of the process are made. */
export interface WatchedPlaces {
  /** Whether it may matter for what inbound request or invocation a call is made. */
  readonly asksForOccasions: () => boolean;
}

/**
 * Watches where calls are made; once the settings are read, as far as they ask for it.
 * @param onRequest called with each inbound request
 */
export function watchPlaces(settings: Settings, onRequest: () => void): WatchedPlaces {
  const inbound = (): Config | 'none' | undefined => {
    const { known } = settings;
    if (!settings.isRead) return undefined;
    return known !== undefined && needsOccasions(known) ? known : 'none';
  };
  const stop = watchInboundRequests(inbound, onRequest);
  settings.whenRead(() => {
    if (inbound() === 'none') stop();
  });
  return { asksForOccasions: () => inbound() !== 'none' };
}

const needsOccasions = ({ sessions, sessionHeader }: Pick<Config, 'sessions' | 'sessionHeader'>): boolean =>
  sessions === 'auto' || (sessions === 'named' && sessionHeader !== undefined);
