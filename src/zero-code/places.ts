import type { Config } from '../config/config';
import type { ProcessPlaces } from '../context/span-ancestry';
import { mainFile } from '../runtime/main-file';
import { watchInboundRequests } from '../session/inbound-requests';
import { currentOccasion } from '../session/occasion';
import { ProcessSession } from '../session/process-session';

type PlaceOptions = Pick<Config, 'sessions' | 'sessionName' | 'sessionHeader' | 'captureContent'>;

/** Watches where calls are made, as far as the options ask for it. */
export function watchPlaces(config: PlaceOptions): ProcessPlaces {
  const { sessionName } = config;
  const process = new ProcessSession(sessionName ?? mainFile() ?? 'node');
  if (asksForOccasions(config)) watchInboundRequests(config, () => process.serves());
  return { occasion: currentOccasion, process };
}

/** Whether it may matter for what request or invocation a call is made. */
export const asksForOccasions = ({ sessions, sessionHeader }: Pick<Config, 'sessions' | 'sessionHeader'>): boolean =>
  sessions === 'auto' || (sessions === 'named' && sessionHeader !== undefined);
